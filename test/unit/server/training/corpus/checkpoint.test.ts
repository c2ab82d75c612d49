// The checkpoint file of a corpus run: a damaged part is refused by name, never misread. corpus.test.ts tests
// that a resumed run gives the same bits.
import assert from "node:assert/strict";
import { test } from "node:test";
import { readModel } from "../../../../../server/nets/formats";
import { readHeader } from "../../../../../server/nets/safetensors";
import { readCheckpoint, writeCheckpoint } from "../../../../../server/training/corpus/checkpoint";
import { freshSnapshot } from "../../../../../server/training/corpus/snapshot";
import { createRandom, initialWeights } from "../../../../../server/training/initialise";

const [H, rows] = [3, 4];
const scales = { recurrent: 0.9, input: 0.7, output: 0.5 };
const start = freshSnapshot(initialWeights(H, createRandom(1), scales), rows);
const judgements = [{ update: 5, runningBitsPerByte: 3, heldOutBitsPerByte: 2.5 }];
const bytes = writeCheckpoint({ ...start, judgements, bestBitsPerByte: 2.5 }, "this run");
const read = (found: Uint8Array) => readCheckpoint(found, "a.checkpoint", "this run", H, rows);

/** The same tensors under a header with other metadata. */
function saying(metadata: object): Uint8Array {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  const json = new TextEncoder().encode(JSON.stringify({ ...header, __metadata__: metadata }));
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([size, json, bytes.subarray(8 + length)]);
}

test("what was written is read back, even before the first judgement", () => {
  assert.equal(read(bytes).bestBitsPerByte, 2.5);
  assert.deepEqual(read(bytes).judgements, judgements);
  assert.equal(read(writeCheckpoint(start, "this run")).bestBitsPerByte, Number.POSITIVE_INFINITY);
});

for (const cell of ["gru", "lstm"] as const)
  test(`${cell}: what was written is read back, tensor by tensor`, () => {
    const biased = { ...scales, biases: [0.5, 1, -1] };
    const weights = initialWeights(H, createRandom(2), biased, cell);
    const fresh = freshSnapshot(weights, rows);
    const snapshot = { ...fresh, states: fresh.states.map((_, i) => i / 7) };
    const written = writeCheckpoint(snapshot, "this run");
    assert.deepEqual(readCheckpoint(written, "a", "this run", H, rows, cell), snapshot);
    assert.deepEqual(readModel(written, "a", { prefix: "best" }).weights, snapshot.best);
  });

test("a missing or damaged number is refused in one sentence", () => {
  const { metadata } = readHeader(bytes, "a.checkpoint");
  assert.deepEqual(read(saying(metadata)), read(bytes));
  const { best_bits_per_byte: _, ...without } = metadata;
  const bits = "best bits per byte";
  for (const [found, what] of [
    [without, bits],
    [{ ...metadata, best_bits_per_byte: "" }, bits],
    [{ ...metadata, best_bits_per_byte: "2.5x" }, bits],
    [{ ...metadata, best_bits_per_byte: "-1" }, bits],
    [{ ...metadata, counters: "{}" }, "counters"],
    [{ ...metadata, judgements: "[" }, "judgements"],
  ] as const)
    assert.throws(() => read(saying(found)), {
      name: "InputError",
      message: `a.checkpoint: its ${what} are damaged; expected a whole checkpoint, or no such file`,
    });
});
