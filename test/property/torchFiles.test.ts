// Damaged files of torch.save: cut short, bytes changed, pieces of one put into another, the pickle within an archive
// too. Each is a net or a refusal in one sentence, and no other error.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { unzipSync, zipSync } from "fflate";
import { readModel } from "../../server/nets/formats";
import { InputError } from "../../server/nets/inputError";
import { readTorch } from "../../server/nets/torchFile";
import { damaged, damages } from "../tools/damage";
import { readNet } from "../tools/nets";
import { dictionary, module, tensor, torchLegacy, torchZip } from "../tools/pickles";

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

test("a damaged file is a net or a refusal", () => {
  fc.assert(
    fc.property(fc.nat(files.length - 1), damages, (which, list) => {
      survives(damaged(files[which], files, list));
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
      const pickle = damaged(pickles[which], pickles, list);
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
