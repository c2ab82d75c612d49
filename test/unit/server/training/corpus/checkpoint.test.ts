// The checkpoint file of a corpus run: a damaged part is refused by name, never misread. corpus.test.ts tests
// that a resumed run gives the same bits.
import assert from "node:assert/strict";
import { test } from "node:test";
import { readModel } from "../../../../../server/nets/formats";
import { readHeader } from "../../../../../server/nets/safetensors";
import { readCheckpoint, writeCheckpoint } from "../../../../../server/training/corpus/checkpoint";
import { freshSnapshot } from "../../../../../server/training/corpus/snapshot";
import { initialWeights } from "../../../../../server/training/initialise";
import { createRandom } from "../../../../../server/training/random";

const H = 3;
const recipe = { groups: 2, streams: 2, length: 10, updates: 20, judgeEvery: 5 };
const rows = recipe.groups * recipe.streams;
const scales = { recurrent: 0.9, input: 0.7, output: 0.5 };
const start = freshSnapshot(initialWeights(H, createRandom(1), scales), rows);
const judgements = [
  { update: 5, runningBitsPerByte: 3, heldOutBitsPerByte: 2.5 },
  { update: 10, runningBitsPerByte: 2.75, heldOutBitsPerByte: 2.625 },
];
/** One of 13 steps diverged. */
const counters = {
  update: 13,
  moments: 4,
  rateFactor: 0.5,
  divergences: 1,
  steps: 2,
  nats: 150.5,
  waited: 1,
};
const snapshot = { ...start, counters, judgements, bestBitsPerByte: 2.5 };
const bytes = writeCheckpoint(snapshot, "this run");
const read = (found: Uint8Array) => readCheckpoint(found, "a.checkpoint", "this run", H, recipe);

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
  assert.deepEqual(read(bytes), snapshot);
  assert.equal(read(writeCheckpoint(start, "this run")).bestBitsPerByte, Number.POSITIVE_INFINITY);
});

for (const cell of ["gru", "lstm"] as const)
  test(`${cell}: what was written is read back, tensor by tensor`, () => {
    const biased = { ...scales, biases: [0.5, 1, -1] };
    const weights = initialWeights(H, createRandom(2), biased, cell);
    const fresh = freshSnapshot(weights, rows);
    const snapshot = { ...fresh, states: fresh.states.map((_, i) => i / 7) };
    const written = writeCheckpoint(snapshot, "this run");
    assert.deepEqual(readCheckpoint(written, "a", "this run", H, recipe, cell), snapshot);
    assert.deepEqual(readModel(written, "a", { prefix: "best" }).weights, snapshot.best);
  });

const damagedWords = (what: string) => ({
  name: "InputError",
  message: `a.checkpoint: its ${what} are damaged; expected a whole checkpoint, or no such file`,
});

test("numbers that no run of the recipe has are refused", () => {
  const { metadata } = readHeader(bytes, "a.checkpoint");
  for (const wrong of [
    { update: 21 },
    { update: 11 },
    { update: Number.MAX_SAFE_INTEGER },
    { moments: 13 },
    { moments: 1.5 },
    { rateFactor: 1 },
    { rateFactor: 5e-324 },
    { divergences: 9, rateFactor: 2 ** -9 },
    { divergences: Number.MAX_SAFE_INTEGER },
    { divergences: 0, rateFactor: 1 },
    { steps: 5 },
    { steps: 0 },
    { steps: 1 },
    { nats: 1e308 },
    { nats: -1e308 },
    { nats: null },
    { waited: 0 },
    { waited: Number.MAX_SAFE_INTEGER },
    { more: 1 },
  ]) {
    const found = { ...metadata, counters: JSON.stringify({ ...counters, ...wrong }) };
    assert.throws(() => read(saying(found)), damagedWords("counters"), JSON.stringify(wrong));
  }
  const [first, second] = judgements;
  for (const wrong of [
    null,
    {},
    [null],
    [{ update: 5 }],
    [first, { ...second, update: 5 }],
    [first, { ...second, update: "10" }],
    [first, { ...second, runningBitsPerByte: null }],
    [first, { ...second, heldOutBitsPerByte: "<b>" }],
    [first, { ...second, heldOutBitsPerByte: -1 }],
    [first, { ...second, heldOutBitsPerByte: 1e300 }],
    [first, { ...second, more: 1 }],
  ]) {
    const found = { ...metadata, judgements: JSON.stringify(wrong) };
    assert.throws(() => read(saying(found)), damagedWords("judgements"), JSON.stringify(wrong));
  }
  // A judgement less than there were: the steps before it would not be counted.
  const forgotten = { ...metadata, judgements: "[]", best_bits_per_byte: "Infinity" };
  assert.throws(() => read(saying(forgotten)), damagedWords("counters"));
});

test("a second moment below 0 is refused", () => {
  const { square } = start.parameters;
  const parameters = { ...start.parameters, square: { ...square, Wh: square.Wh.map(() => -1) } };
  const found = writeCheckpoint({ ...start, parameters }, "this run");
  assert.throws(() => read(found), damagedWords("second moments"));
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
    [{ ...metadata, best_bits_per_byte: "0" }, bits],
    [{ ...metadata, best_bits_per_byte: "0x10" }, bits],
    [{ ...metadata, best_bits_per_byte: "2.50" }, bits],
    [{ ...metadata, best_bits_per_byte: "Infinity" }, bits],
    [{ ...metadata, counters: "{}" }, "counters"],
    [{ ...metadata, judgements: "[" }, "judgements"],
  ] as const)
    assert.throws(() => read(saying(found)), damagedWords(what));
});
