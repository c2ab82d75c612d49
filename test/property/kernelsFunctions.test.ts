// tanh in float64, exp in float32 and the sigmoid in both against the engine's own, over dense ranges: the error bounds in
// their docstrings. Also values outside the ordinary range: denormals, infinities, NaN.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createMemory, instantiate } from "../../server/kernels/binary";
import * as inference from "../../server/kernels/generated/inference";
import * as layered from "../../server/kernels/generated/layered";
import * as training from "../../server/kernels/generated/training";
import { VARIANTS } from "../tools/nativeKernels";

type InPlace = (address: number, count: number) => void;
const size = 4096;

/** The largest relative error of sigmoids of x, and of the other sides. */
function sigmoidError(
  x: ArrayLike<number>,
  values: ArrayLike<number>,
  rests: ArrayLike<number>,
): number {
  let worst = 0;
  for (let i = 0; i < x.length; i++) {
    const e = Math.exp(-Math.abs(x[i]));
    const [low, high] = [e / (1 + e), 1 / (1 + e)];
    const [want, rest] = x[i] < 0 ? [low, high] : [high, low];
    worst = Math.max(worst, Math.abs(values[i] - want) / want);
    worst = Math.max(worst, Math.abs(rests[i] - rest) / rest);
  }
  return worst;
}

for (const variant of VARIANTS) {
  const memory = createMemory(1);
  const { tanhs, exps } = instantiate<{ tanhs: InPlace; exps: InPlace }>(
    inference,
    variant,
    memory,
  );
  const doubles = new Float64Array(memory.buffer, 0, size);
  const floats = new Float32Array(memory.buffer, 0, size);

  test(`${variant}: tanh is within 8e-16 relative of Math.tanh`, () => {
    let worst = 0;
    const x = new Float64Array(size);
    for (let block = 0; block < 200; block++) {
      // Half of the blocks are dense in [-21, 21], half cover all magnitudes down to denormals.
      for (let i = 0; i < size; i++) {
        const u = (block * size + i) / (200 * size);
        x[i] = block % 2 ? 42 * u - 21 : 10 ** (340 * u - 330) * (i % 2 ? 1 : -1);
      }
      doubles.set(x);
      tanhs(0, size);
      for (let i = 0; i < size; i++) {
        const t = Math.tanh(x[i]);
        worst = Math.max(worst, Math.abs(doubles[i] - t) / Math.max(Math.abs(t), 5e-324 / 8e-16));
      }
    }
    assert.ok(worst <= 8e-16, `worst relative error ${worst}`);
  });

  test(`${variant}: tanh of special values`, () => {
    const x = [0, -0, Infinity, -Infinity, NaN, 1e308, -20, 5e-324];
    doubles.set(x);
    tanhs(0, x.length);
    assert.deepEqual([...doubles.subarray(0, x.length)], x.map(Math.tanh));
  });

  test(`${variant}: sigmoid and 1 - sigmoid are within 8e-16 relative, at both ends`, () => {
    const other = createMemory(2);
    const { sigmoids } = instantiate<{
      sigmoids: (x: number, rest: number, count: number) => void;
    }>(layered, variant, other);
    const values = new Float64Array(other.buffer, 0, size);
    const rests = new Float64Array(other.buffer, size * 8, size);
    let worst = 0;
    const x = new Float64Array(size);
    for (let block = 0; block < 200; block++) {
      for (let i = 0; i < size; i++) {
        const u = (block * size + i) / (200 * size);
        x[i] = [1400 * u - 700, 40 * u - 20, 10 ** (20 * u - 20)][block % 3] * (i % 2 ? 1 : -1);
      }
      values.set(x);
      sigmoids(0, size * 8, size);
      worst = Math.max(worst, sigmoidError(x, values, rests));
    }
    assert.ok(worst <= 8e-16, `worst relative error ${worst}`);
    values.set([0, -0, 1e308, -1e308, Infinity, -Infinity, NaN, 5e-324]);
    sigmoids(0, size * 8, 8);
    const tiny = 1e-307;
    const want = [0.5, 0.5, 1, 0, 1, 0, NaN, 0.5];
    for (const [i, v] of want.entries()) {
      if (Number.isNaN(v)) assert.ok(Number.isNaN(values[i]) && Number.isNaN(rests[i]));
      else {
        assert.ok(Math.abs(values[i] - v) <= tiny, `sigmoid ${i}: ${values[i]}`);
        assert.ok(Math.abs(rests[i] - (1 - v)) <= tiny, `1 - sigmoid ${i}: ${rests[i]}`);
      }
    }
  });

  test(`${variant}: the float32 sigmoid and 1 - sigmoid are within 6e-7 relative, at both ends`, () => {
    const other = createMemory(1);
    const { sigmoids32 } = instantiate<{
      sigmoids32: (x: number, rest: number, count: number) => void;
    }>(training, variant, other);
    const values = new Float32Array(other.buffer, 0, size);
    const rests = new Float32Array(other.buffer, size * 4, size);
    let worst = 0;
    for (let block = 0; block < 200; block++) {
      const x = Float32Array.from({ length: size }, (_, i) => {
        const u = (block * size + i) / (200 * size);
        return (block % 2 ? 86.6 * u : 10 ** (30 * u - 30)) * (i % 2 ? 1 : -1);
      });
      values.set(x);
      sigmoids32(0, size * 4, size);
      worst = Math.max(worst, sigmoidError(x, values, rests));
    }
    assert.ok(worst <= 6e-7, `worst relative error ${worst}`);
    values.set([0, -0, 1e30, -1e30, Infinity, -Infinity, NaN, 1e-40]);
    sigmoids32(0, size * 4, 8);
    assert.deepEqual([...values.subarray(0, 8)], [0.5, 0.5, 1, 0, 1, 0, NaN, 0.5]);
    assert.deepEqual([...rests.subarray(0, 8)], [0.5, 0.5, 0, 1, 0, 1, NaN, 0.5]);
  });

  test(`${variant}: exp is within 2e-7 relative for x <= 0, and zero below -86.7`, () => {
    let worst = 0;
    const x = new Float32Array(size);
    for (let block = 0; block < 200; block++) {
      for (let i = 0; i < size; i++) x[i] = -86.6 * ((block * size + i) / (200 * size)) ** 2;
      floats.set(x);
      exps(0, size);
      for (let i = 0; i < size; i++) {
        const e = Math.exp(x[i]);
        worst = Math.max(worst, Math.abs(floats[i] - e) / e);
      }
    }
    assert.ok(worst <= 2e-7, `worst relative error ${worst}`);
    const special = [-86.7, -1e30, -Infinity, NaN, 0, -0, -1e-40, -1e-8];
    floats.set(special);
    exps(0, special.length);
    assert.deepEqual([...floats.subarray(0, 8)], [0, 0, 0, NaN, 1, 1, 1, 1]);
  });
}
