// The spectrum on WebAssembly against ml-matrix's, on random matrices of every size up to 67 and larger ones, and what must
// hold of any matrix: the trace, the size, the pauses.
import assert from "node:assert/strict";
import { test } from "node:test";
import { finished } from "../../server/attribution/backward";
import { spectrumOf } from "../../server/kernels/spectrum";
import { referenceSpectrum, spectrum } from "../../server/statistics/spectrum";
import { hiddenSizes, randomNet, randomNumbers, randomWeights } from "./kernelsModels";

function randomMatrix(n: number, scale = 1): Float32Array {
  const next = randomNumbers(n + 1);
  return Float32Array.from({ length: n * n }, () => scale * next());
}

function near(found: number, wanted: number, tolerance: number, what: string): void {
  assert.ok(Math.abs(found - wanted) <= tolerance, `${what}: ${found}, not ${wanted}`);
}

test("radius and largest singular value are those of ml-matrix, at every size", () => {
  for (const n of [...hiddenSizes, 97, 160]) {
    const matrix = randomMatrix(n);
    const found = finished(spectrumOf(matrix, n));
    const radius = Math.max(...found.re.map((value, i) => Math.hypot(value, found.im[i])));
    const wanted = referenceSpectrum(matrix, n);
    const tolerance = 1e-13 * wanted.largestSingularValue!;
    near(found.largestSingularValue, wanted.largestSingularValue!, tolerance, `sigma, n = ${n}`);
    near(radius, wanted.spectralRadius!, 10 * tolerance, `radius, n = ${n}`);
  }
});

test("eigenvalues sum to the trace, their squares to that of the square, and none exceeds the singular value", () => {
  for (const n of [3, 17, 50, 131, 300]) {
    const matrix = randomMatrix(n);
    const { re, im, largestSingularValue } = finished(spectrumOf(matrix, n));
    let [trace, square] = [0, 0];
    for (let i = 0; i < n; i++) {
      trace += matrix[i * n + i];
      for (let j = 0; j < n; j++) square += matrix[i * n + j] * matrix[j * n + i];
    }
    const sum = (of: (i: number) => number) => re.reduce((total, _, i) => total + of(i), 0);
    near(
      sum((i) => re[i]),
      trace,
      1e-12 * n,
      `trace, n = ${n}`,
    );
    near(
      sum((i) => im[i]),
      0,
      0,
      `imaginary parts, n = ${n}`,
    );
    near(
      sum((i) => re[i] ** 2 - im[i] ** 2),
      square,
      1e-11 * n,
      `square, n = ${n}`,
    );
    for (const [i, value] of re.entries())
      assert.ok(Math.hypot(value, im[i]) <= largestSingularValue * (1 + 1e-13));
  }
});

test("a factor multiplies the spectrum, to the ends of float32", () => {
  const n = 24;
  const want = finished(spectrumOf(randomMatrix(n), n));
  for (const exponent of [-100, -60, 60, 120]) {
    const factor = 2 ** exponent;
    const found = finished(spectrumOf(randomMatrix(n, factor), n));
    assert.deepEqual(
      found.re,
      want.re.map((value) => value * factor),
    );
    near(found.largestSingularValue / factor, want.largestSingularValue, 1e-14, `2^${exponent}`);
  }
});

test("matrices of zeros, of one row, the unit matrix and equal columns", () => {
  for (const n of [1, 2, 3, 20]) {
    const zero = finished(spectrumOf(new Float32Array(n * n), n));
    assert.deepEqual([...zero.re, ...zero.im, zero.largestSingularValue], Array(2 * n + 1).fill(0));
    const unit = Float32Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? -3 : 0));
    const { re, im, largestSingularValue } = finished(spectrumOf(unit, n));
    assert.deepEqual([...re, ...im], [...Array(n).fill(-3), ...Array(n).fill(0)]);
    near(largestSingularValue, 3, 1e-15, "the unit matrix");
    const equal = finished(spectrumOf(new Float32Array(n * n).fill(2), n));
    near(Math.max(...equal.re), 2 * n, 1e-13, "equal columns");
    near(equal.largestSingularValue, 2 * n, 1e-13, "equal columns");
  }
});

test("the same matrix gives the same bits, whoever pauses in between", () => {
  const n = 70;
  const matrix = randomMatrix(n);
  const [one, other] = [spectrumOf(matrix, n), spectrumOf(matrix, n)];
  const alone = finished(spectrumOf(matrix, n));
  let pauses = 0;
  for (;;) {
    const [a, b] = [one.next(), other.next()];
    assert.equal(a.done, b.done);
    if (a.done && b.done) {
      assert.deepEqual([a.value, b.value], [alone, alone]);
      break;
    }
    pauses++;
  }
  assert.ok(pauses >= 2 * n, "a pause after every column, and after every sweep");
});

test("a net without one W_h has no spectrum; the reference backend has that of ml-matrix", () => {
  const lstm = randomNet({ cell: "lstm", layers: 1, H: 5, seed: 1, gain: 1 });
  const none = { spectralRadius: null, largestSingularValue: null };
  assert.deepEqual(finished(spectrum("simd", lstm)), none);
  const weights = randomWeights(30, 1);
  const wanted = referenceSpectrum(weights.Wh, 30);
  assert.deepEqual(finished(spectrum("reference", weights)), wanted);
  const found = finished(spectrum("simd", weights));
  near(found.spectralRadius!, wanted.spectralRadius!, 1e-13, "radius");
});
