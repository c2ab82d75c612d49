// Every operation of every fast backend against the float64 reference on the same inputs, for every hidden size and for
// blocks that start and end anywhere. kernelsTrace.test.ts tests whole traces.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ModelKernels, Numbers } from "../../server/kernels/interface";
import { referenceKernels } from "../../server/kernels/reference";
import { fastBackends, hiddenSizes, randomText, randomWeights } from "./kernelsModels";

const rows = 7;
const window = 13;
const first = 5; // misaligned on purpose
const text = randomText(window + 1, 3);

for (const kernels of fastBackends) {
  for (const gain of [0.3, 1, 10])
    test(`${kernels.backend}: each operation equals the reference (gain ${gain})`, () => {
      for (const H of hiddenSizes) {
        const weights = randomWeights(H, H, gain);
        const fast = kernels.bind(weights, { rows, window });
        const exact = referenceKernels.bind(weights, { rows, window });
        const label = `H = ${H}`;

        checkRecurrence(fast, exact, label);
        for (const k of [fast, exact]) {
          k.readout(first, rows);
          k.score(text.subarray(first + 1), rows);
        }
        near(fast.Z, exact.Z, 2e-6 * gain * Math.sqrt(H) + 2e-6, `${label} Z`);
        copyRows(fast.Z, 256, exact.Z, 256, rows, 256);
        checkSoftmax(fast, exact, label);
        copyRows(fast.C, 256, exact.C, 256, rows, 256);
        for (const k of [fast, exact]) k.outputGradient(rows);
        nearRows(fast.G, fast.stride, exact.G, H, H, 0, 1e-5, `${label} g_t`);
        checkLag(fast, exact, label);
        checkStep(fast, exact, label);
      }
    });
}

function checkRecurrence(fast: ModelKernels, exact: ModelKernels, label: string): void {
  const { H } = fast;
  const states = [new Float64Array(H), new Float64Array(H)];
  const v = Float64Array.from({ length: H }, (_, i) => Math.sin(i));
  for (const [i, k] of [fast, exact].entries()) {
    k.recur(text, 0, 6, states[i], 0);
    k.recur(text, 6, window - 7, states[i], 6);
    k.recurVector(v, states[i], window - 1);
    k.x[window - 1] = 255;
  }
  near(states[0], states[1], 1e-9, `${label} state`);
  nearRows(fast.h, fast.stride, exact.h, H, H, 0, 1e-7, `${label} h`, window);
  assert.deepEqual(fast.x, exact.x);
}

/** Checks P, C, best and logP against the same logits. */
function checkSoftmax(fast: ModelKernels, exact: ModelKernels, label: string): void {
  for (let i = 0; i < rows; i++) {
    const y = text[first + 1 + i];
    const z = Array.from(exact.Z.subarray(i * 256, i * 256 + 256));
    const max = Math.max(...z);
    const sum = z.reduce((a, b) => a + Math.exp(b - max), 0);
    let others = 0;
    for (let o = 0; o < 256; o++) {
      const p = Math.exp(z[o] - max) / sum;
      if (o !== y) others += p;
      const rounding = 1e-6 + 1e-7 * (max - z[o]); // z - max is rounded to float32
      close(fast.P[i * 256 + o], p, rounding, 3e-38, `${label} P`);
      if (o !== y) close(fast.C[i * 256 + o], -p, rounding, 3e-38, `${label} C`);
    }
    const bound = 1e-6 - 1e-7 * Math.log(Math.min(others, 1)); // relative to the largest of the others
    close(fast.C[i * 256 + y], others, bound, 3e-38, `${label} C at y`);
    const logP = others < 0.5 ? Math.log1p(-others) : z[y] - max - Math.log(sum);
    close(fast.logP[i], logP, bound, 3e-38, `${label} logP`);
    const P = fast.P.subarray(i * 256, i * 256 + 256);
    assert.equal(fast.best[i], P.indexOf(Math.max(...P)), `${label} best`);
  }
}

function checkLag(fast: ModelKernels, exact: ModelKernels, label: string): void {
  const { H, stride } = fast;
  const from = 2;
  for (const k of [1, 4]) {
    copyRows(fast.G, stride, exact.G, H, rows, H);
    for (const m of [fast, exact]) {
      m.gradient.fill(7);
      m.D.fill(7);
      m.lag(first, k, from, rows);
    }
    nearRows(fast.D, stride, exact.D, H, H, from, 1e-6, `${label} D`);
    for (let i = from; i < rows; i++) {
      const scale = 1e-6 * Math.sqrt(H) * exact.norm[i];
      close(fast.norm[i], exact.norm[i], 1e-6, 1e-38, `${label} norm`);
      close(fast.gradient[i], exact.gradient[i], 0, 10 * scale, `${label} gradient`);
      close(fast.gated[i], exact.gated[i], 0, 10 * scale, `${label} gated`);
    }
    for (let i = 0; i < from; i++) {
      assert.equal(fast.gradient[i], 7, `${label}: rows before \`from\` are left alone`);
      assert.equal(fast.D[i * stride], 7);
    }
  }
}

function checkStep(fast: ModelKernels, exact: ModelKernels, label: string): void {
  const { H, stride } = fast;
  copyRows(fast.D, stride, exact.D, H, rows, H);
  const before = fast.G.slice(0, 3 * stride);
  for (const k of [fast, exact]) k.step(3, rows);
  assert.deepEqual(fast.G.slice(0, 3 * stride), before);
  nearRows(fast.G, stride, exact.G, H, H, 3, 1e-5, `${label} step`);
  for (let i = 0; i < rows; i++)
    assert.ok(
      fast.G.subarray(i * stride + H, (i + 1) * stride).every((g) => g === 0),
      "padding stays zero",
    );
}

function copyRows(
  from: Numbers,
  fromStride: number,
  to: Numbers,
  toStride: number,
  count: number,
  columns: number,
): void {
  for (let i = 0; i < count; i++)
    to.set(from.subarray(i * fromStride, i * fromStride + columns), i * toStride);
}

function close(a: number, b: number, relative: number, absolute: number, label: string): void {
  if (!(Math.abs(a - b) <= relative * Math.abs(b) + absolute))
    assert.fail(`${label}: ${a} instead of ${b}`);
}

function near(a: Numbers, b: Numbers, absolute: number, label: string): void {
  assert.equal(a.length, b.length);
  for (let i = 0; i < a.length; i++) close(a[i], b[i], 1e-5, absolute, label);
}

/** Rows from .. count), within `tolerance` of each row's largest magnitude. */
function nearRows(
  a: Numbers,
  strideA: number,
  b: Numbers,
  strideB: number,
  columns: number,
  from: number,
  tolerance: number,
  label: string,
  count = rows,
): void {
  for (let i = from; i < count; i++) {
    const row = Array.from(b.subarray(i * strideB, i * strideB + columns));
    const largest = row.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
    for (let j = 0; j < columns; j++)
      close(a[i * strideA + j], row[j], 0, tolerance * largest + 1e-37, `${label} [${i}, ${j}]`);
  }
}
