// The spectrum of a matrix against numpy's (LAPACK): of matrices that are random, far from normal, defective, orthogonal,
// graded or triangular, and of the paper's W_h. Where eigenvalues themselves are hardly defined, each is one of a matrix that
// is as near as rounding allows.
import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { Matrix, SingularValueDecomposition } from "ml-matrix";
import { finished } from "../../server/attribution/backward";
import { type Spectrum, spectrumOf } from "../../server/kernels/spectrum";
import { needsSharedData, paper } from "../tools/sharedData";

interface Expected {
  readonly re: readonly number[];
  readonly im: readonly number[];
  readonly largestSingularValue: number;
}
const { matrices } = JSON.parse(
  fs.readFileSync("test/data/vectors/spectrum-numpy.json", "utf8"),
) as {
  matrices: Readonly<Record<string, Expected>>;
};

/** The same as in test/tools/spectrum.py. */
const built: Readonly<Record<string, (i: number, j: number) => number>> = {
  scattered,
  grcar: (i, j) => (i === j + 1 ? -1 : i <= j && j <= i + 3 ? 1 : 0),
  jordan: (i, j) => jordan((5 * i) % 12, (5 * j) % 12),
  cyclic: (i, j) => (i === (j + 1) % 31 ? 1 : 0),
  hadamard: (i, j) => 1 - 2 * (bits(i & j) % 2),
  frank: (i, j) => (j >= i - 1 ? 12 - Math.max(i, j) : 0),
  graded: (i, j) => scattered(i, j) * 2 ** -i,
  upper: (i, j) => (j >= i ? scattered(i, j) : 0),
  lower: (i, j) => (j <= i ? scattered(i, j) : 0),
};

function scattered(i: number, j: number): number {
  return ((i * 7919 + j * 104729 + i * j * 31 + i * i * j) % 2003) / 1024 - 1;
}
function jordan(i: number, j: number): number {
  return i === j ? 0.5 : j === i + 1 ? 1 : 0;
}
function bits(value: number): number {
  return value === 0 ? 0 : (value & 1) + bits(value >> 1);
}

function matrixOf(name: string, n: number): Float32Array {
  const element = built[name];
  return Float32Array.from({ length: n * n }, (_, at) => element(Math.floor(at / n), at % n));
}

/** Every eigenvalue beside the nearest of the expected ones, each used once; the largest distance. */
function worstDistance({ re, im }: Spectrum, expected: Expected): number {
  const left = expected.re.map((value, i) => ({ re: value, im: expected.im[i] }));
  let worst = 0;
  for (const [i, value] of re.entries()) {
    const distances = left.map((z) => Math.hypot(z.re - value, z.im - im[i]));
    const nearest = distances.indexOf(Math.min(...distances));
    worst = Math.max(worst, distances[nearest]);
    left.splice(nearest, 1);
  }
  return worst;
}

/** The size of the smallest change of A of which a + ib is an eigenvalue: the smallest singular value of A - (a + ib) I. */
function backwardError(matrix: Float32Array, n: number, a: number, b: number): number {
  const real = new Matrix(2 * n, 2 * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      const value = matrix[i * n + j] - (i === j ? a : 0);
      real.set(i, j, value);
      real.set(n + i, n + j, value);
      if (i !== j) continue;
      real.set(i, n + j, b);
      real.set(n + i, j, -b);
    }
  const none = { computeLeftSingularVectors: false, computeRightSingularVectors: false };
  return Math.min(...new SingularValueDecomposition(real, none).diagonal);
}

/** How far eigenvalues may be from numpy's, of the largest singular value: more where they are ill-conditioned. */
const within: Readonly<Record<string, number>> = {
  grcar: 1e-10,
  jordan: 0.1,
  frank: 1e-9,
  lower: 1e-9,
};

for (const name of Object.keys(built))
  test(`the eigenvalues and the largest singular value of the matrix '${name}' are numpy's`, () => {
    const expected = matrices[name];
    const n = expected.re.length;
    const matrix = matrixOf(name, n);
    const found = finished(spectrumOf(matrix, n));
    const size = expected.largestSingularValue;
    assert.ok(Math.abs(found.largestSingularValue - size) <= 1e-13 * size);
    const worst = worstDistance(found, expected) / size;
    assert.ok(worst <= (within[name] ?? 1e-13), `${name}: ${worst}`);
    for (let i = 0; i < n; i++) {
      const error = backwardError(matrix, n, found.re[i], found.im[i]) / size;
      assert.ok(error <= n * 2e-16, `${name}: ${found.re[i]} + ${found.im[i]} i is ${error} off`);
    }
  });

test(
  "the eigenvalues of the paper's W_h are numpy's, and so is its largest singular value",
  needsSharedData,
  () => {
    const { H, Wh } = paper.weights();
    const found = finished(spectrumOf(Wh, H));
    assert.ok(worstDistance(found, matrices.paper) <= 1e-13);
    const [radius, wanted] = [found, matrices.paper].map(({ re, im }) =>
      Math.max(...Array.from(re, (value, i) => Math.hypot(value, im[i]))),
    );
    assert.ok(Math.abs(radius - wanted) <= 1e-14 * wanted);
    assert.ok(Math.abs(found.largestSingularValue - matrices.paper.largestSingularValue) <= 1e-14);
  },
);
