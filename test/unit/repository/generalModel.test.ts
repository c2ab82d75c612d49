// The bundled general model: small, honest about its figure, and better than byte counts on texts of this repository,
// which it has not seen. test/tools/general-model computes its held-out figures.
import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { selectKernels } from "../../../server/kernels/select";
import { readModel } from "../../../server/nets/formats";
import { readProvenance } from "../../../server/requests/modelFile";
import { bitsPerByte } from "../../../server/training/passes";
import { CountModel } from "../../tools/general-model/count-model";
import log from "../../tools/general-model/log.json";

const FILE = "media/general/general.safetensors";
const bytes = fs.readFileSync(FILE);
const { weights, metadata } = readModel(bytes, FILE);

test("it is small, and its figure is the training log's, for held-out files", () => {
  assert.ok(bytes.length <= 1_000_000, `${bytes.length} bytes`);
  const { bitsPerByte: said, isHeldOut } = readProvenance(metadata);
  assert.deepEqual([said, isHeldOut], [log.bitsPerByte, true]);
  assert.ok(log.bitsPerByte <= 2.6);
  assert.equal(weights.H, log.hiddenSize);
});

for (const file of ["README.md", "LICENSE", "package.json", "server/kernels/reference.ts"])
  test(`it knows ${file} well enough for no warning about an unknown text`, () => {
    const text = fs.readFileSync(file);
    const model = bitsPerByte(selectKernels(), weights, text);
    // Counted on this very text, so the lowest cost that counts of its bytes can reach.
    const counts = new CountModel(0);
    counts.learn(text);
    const own = counts.bits(text) / (text.length - 1);
    assert.ok(model < 0.75 * own, `${model} bits per byte; counts need ${own}`);
  });
