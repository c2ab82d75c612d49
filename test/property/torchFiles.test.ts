// Damaged files of torch.save: cut short, bytes changed, pieces of one put into another, the pickle within an archive
// too. Each is a net or a refusal in one sentence, and no other error.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { unzipSync, zipSync } from "fflate";
import { readModel } from "../../server/nets/formats";
import { InputError } from "../../server/nets/inputError";
import { readTorch } from "../../server/nets/torchFile";
import { readNet } from "../tools/nets";
import { dictionary, joined, module, tensor, torchLegacy, torchZip } from "../tools/pickles";

/** Runs of each property; npm run fuzz tries many more. */
const RUNS = process.env.SPARSE_DIFF_SEED ? 20_000 : 400;

const small = dictionary({
  epoch: 3,
  chars: ["a", "b"],
  stoi: dictionary({ a: 0, b: 1 }),
  model: module(
    "app.Char",
    { w: tensor([2, 3], [1, 2, 3, 4, 5, 6], [1, 2]) },
    { rnn: module("torch.nn.modules.rnn.RNN", { b: tensor([1], [1]) }, {}, { mode: "RNN_TANH" }) },
  ),
});
const names = ["state", "checkpoint", "module"].map((kind) => `torch-tanh-${kind}.pt`);
const files = [
  ...[...names, "torch-legacy.pt", "code.pt"].map(readNet),
  ...[torchZip(small), torchZip(small, {}, 4), torchLegacy(small)],
];

function survives(bytes: Uint8Array): void {
  for (const read of [readModel, readTorch])
    try {
      const result = read(bytes, "m.pt");
      if ("weights" in result) assert.equal(result.weights.Wx.length, 256 * result.weights.H);
      else for (const one of result.tensors.values()) if (one.dtype === "F32") one.values();
    } catch (error) {
      assert.ok(error instanceof InputError, error instanceof Error ? error.stack : String(error));
      assert.ok(error.sentence.startsWith("m.pt: "), error.sentence);
      assert.ok(error.sentence.length < 600, error.sentence);
    }
}

/** What is done to bytes: the place, and how. Places are shares of the length. */
const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const damage = fc.oneof(
  fc.record({ how: fc.constant("cut" as const), at: place }),
  fc.record({ how: fc.constant("change" as const), at: place, to: fc.nat(255) }),
  fc.record({
    how: fc.constant("insert" as const),
    at: place,
    bytes: fc.uint8Array({ maxLength: 6 }),
  }),
  fc.record({
    how: fc.constant("drop" as const),
    at: place,
    count: fc.integer({ min: 1, max: 40 }),
  }),
  fc.record({
    how: fc.constant("splice" as const),
    at: place,
    from: place,
    count: fc.nat(200),
    of: fc.nat(),
  }),
);
type Damage = typeof damage extends fc.Arbitrary<infer D> ? D : never;

function damaged(bytes: Uint8Array, all: readonly Uint8Array[], what: Damage): Uint8Array {
  const at = Math.floor(what.at * bytes.length);
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  if (what.how === "cut") return before;
  if (what.how === "change") return joined([before, Uint8Array.of(what.to), after.subarray(1)]);
  if (what.how === "insert") return joined([before, what.bytes, after]);
  if (what.how === "drop") return joined([before, after.subarray(what.count)]);
  const other = all[what.of % all.length];
  const from = Math.floor(what.from * other.length);
  return joined([before, other.subarray(from, from + what.count), after]);
}

const damages = fc.array(damage, { minLength: 1, maxLength: 4 });

test("a damaged file is a net or a refusal", () => {
  fc.assert(
    fc.property(fc.nat(files.length - 1), damages, (which, list) => {
      survives(list.reduce<Uint8Array>((bytes, one) => damaged(bytes, files, one), files[which]));
    }),
    { numRuns: RUNS },
  );
});

test("an archive with a damaged pickle is a net or a refusal", () => {
  const archives = files.filter((bytes) => bytes[0] === 0x50).map((bytes) => unzipSync(bytes));
  const nameOf = (archive: object) =>
    Object.keys(archive).find((name) => name.endsWith("data.pkl")) ?? "";
  const pickles = archives.map((archive) => archive[nameOf(archive)]);
  fc.assert(
    fc.property(fc.nat(archives.length - 1), damages, (which, list) => {
      const pickle = list.reduce<Uint8Array>(
        (bytes, one) => damaged(bytes, pickles, one),
        pickles[which],
      );
      const archive = { ...archives[which], [nameOf(archives[which])]: pickle };
      survives(zipSync(archive, { level: 0 }));
    }),
    { numRuns: RUNS },
  );
});

test("any bytes after a pickle's first are a net or a refusal", () => {
  const likely = [..."(.)]}abceghjklqrstuQRXKMJNIFGU012"].map((c) => c.charCodeAt(0));
  const byte = fc.oneof(
    fc.constantFrom(...likely),
    fc.integer({ min: 0x80, max: 0x97 }),
    fc.nat(255),
  );
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 5 }), fc.array(byte, { maxLength: 60 }), (p, bytes) =>
      survives(Uint8Array.from([0x80, p, ...bytes])),
    ),
    { numRuns: 3 * RUNS },
  );
});
