// The bundled sample: the committed model knows the committed text, and there is still something to see.
import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { referenceKernels } from "../../../../server/kernels/reference";
import { readRawWeights } from "../../../../server/nets/rawWeights";
import { bitsPerByte } from "../../../../server/training/passes";

const text = fs.readFileSync("media/sample/sample.xml");
const weights = readRawWeights(fs.readFileSync("media/sample/sample.bin"), "sample.bin");

test("the sample model reaches less than 0.1 bits per byte on its text, but not nothing", () => {
  assert.equal(weights.H, 128);
  const bits = bitsPerByte(referenceKernels, weights, text);
  assert.ok(bits < 0.1, `${bits} bits per byte`);
  assert.ok(bits > 0.05, "a model beyond all doubt has no gradients left to show");
});

test("the sample's predictions are mostly right and seldom certain", () => {
  const rows = text.length - 1;
  const model = referenceKernels.bind(weights, { rows, window: rows });
  model.recur(text, 0, rows, new Float64Array(weights.H), 0);
  model.readout(0, rows);
  model.score(text.subarray(1), rows);
  const right = model.best.filter((byte, t) => byte === text[t + 1]).length / rows;
  const certain = model.logP.filter((logP) => logP > Math.log(0.9999)).length / rows;
  assert.ok(right > 0.97, `${right} of the predictions are right`);
  assert.ok(certain < 0.25, `${certain} of the predictions have p > 0.9999`);
});
