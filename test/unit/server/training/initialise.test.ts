// The weights a run starts from: the same numbers for a seed, in every version, at any size, with or without pauses.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { tensorNames } from "../../../../server/kernels/training";
import { initialWeights, makeWeights } from "../../../../server/training/initialise";
import { createRandom } from "../../../../server/training/random";

const scales = { recurrent: 0.9, input: 0.7, output: 0.5 };

test("a seed's weights are the committed ones", () => {
  // If these bits change, so does every model trained from now on.
  for (const [H, expected] of [
    [1, "2cef1d2a7511bfaf"],
    [16, "5f80c7b42020b47f"],
    [300, "853020166e937ac0"],
  ] as const) {
    const weights = initialWeights(H, createRandom(42), scales);
    const hash = createHash("sha256");
    for (const name of tensorNames) hash.update(new Uint8Array(weights[name].buffer));
    assert.equal(hash.digest("hex").slice(0, 16), expected, `H = ${H}`);
  }
});

test("W_h is the recurrent scale times an orthogonal matrix", () => {
  const H = 40;
  const { Wh } = initialWeights(H, createRandom(7), scales);
  for (let i = 0; i < H; i++)
    for (let j = 0; j <= i; j++) {
      let product = 0;
      for (let k = 0; k < H; k++) product += Wh[i * H + k] * Wh[j * H + k];
      assert.ok(Math.abs(product - (i === j ? 0.81 : 0)) < 1e-6, `rows ${i} and ${j}: ${product}`);
    }
});

test("a small model's weights are made at once, a large one's with pauses", () => {
  const pauses = (H: number) => [...makeWeights(H, createRandom(1), scales)].length;
  assert.equal(pauses(128), 0);
  assert.ok(pauses(600) > 30);
});
