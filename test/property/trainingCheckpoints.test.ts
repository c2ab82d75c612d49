// Damaged checkpoints of a corpus training: each is refused in one sentence, or is one whose counters a run can go on from.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { InputError } from "../../server/nets/inputError";
import { readCheckpoint, writeCheckpoint } from "../../server/training/corpus/checkpoint";
import { freshSnapshot } from "../../server/training/corpus/snapshot";
import { damaged, damages } from "../tools/damage";
import { readNet } from "../tools/nets";
import { randomWeights } from "./kernelsModels";

const RUNS = process.env.SPARSE_DIFF_SEED ? 20_000 : 400;
const H = 3;
const recipe = { groups: 1, streams: 2, length: 50, updates: 200, judgeEvery: 100 };

function snapshot() {
  const fresh = freshSnapshot(randomWeights(H, 1), recipe.groups * recipe.streams);
  const counters = {
    ...fresh.counters,
    update: 120,
    moments: 7,
    steps: 20,
    nats: 1234.5,
  };
  const judgements = [{ update: 100, runningBitsPerByte: 3.5, heldOutBitsPerByte: 4.5 }];
  return { ...fresh, counters, judgements, bestBitsPerByte: 4.5 };
}

const whole = writeCheckpoint(snapshot(), "the run");
const others = [whole, readNet("plain.safetensors")];
/** Bytes of the file before its numbers. */
const header = 8 + Number(new DataView(whole.buffer, whole.byteOffset).getBigUint64(0, true));

function survives(bytes: Uint8Array): void {
  try {
    const { counters } = readCheckpoint(bytes, "c", "the run", H, recipe);
    const { rateFactor, nats, ...counts } = counters;
    assert.deepEqual(Object.keys(counters), Object.keys(snapshot().counters));
    assert.ok(rateFactor > 0 && rateFactor <= 1 && Number.isFinite(nats));
    for (const count of Object.values(counts))
      assert.ok(Number.isSafeInteger(count) && count >= 0 && count <= recipe.updates);
  } catch (error) {
    assert.ok(error instanceof InputError, error instanceof Error ? error.stack : String(error));
    assert.ok(error.message.startsWith("c: ") && error.message.length < 600, error.message);
  }
}

test("a whole checkpoint is read", () => {
  const { counters, bestBitsPerByte } = readCheckpoint(whole, "c", "the run", H, recipe);
  assert.deepEqual([counters, bestBitsPerByte], [snapshot().counters, 4.5]);
});

test("a damaged checkpoint is refused, or a run can go on from it", () => {
  const anywhere = fc.property(damages, (list) => survives(damaged(whole, others, list)));
  fc.assert(anywhere, { numRuns: RUNS });
  // Digits of the header, where the counters are, changed one for another.
  const digits = [...whole.subarray(0, header)].flatMap((byte, at) =>
    byte >= 0x30 && byte <= 0x39 ? [at] : [],
  );
  const digit = fc.tuple(fc.constantFrom(...digits), fc.constantFrom(..."0159-.e"));
  const inHeader = fc.property(fc.array(digit, { minLength: 1, maxLength: 4 }), (list) => {
    const bytes = whole.slice();
    for (const [at, to] of list) bytes[at] = to.charCodeAt(0);
    survives(bytes);
  });
  fc.assert(inHeader, { numRuns: RUNS });
});
