// The eigenvalues of a square matrix, without eigenvectors, and its largest singular value, float64 on WebAssembly SIMD, with
// pauses. The arithmetic of whole rows is in assembly/; here are the order of the calls, memory, and what is done with a few
// numbers. ml-matrix does the same with eigenvectors (statistics/spectrum.ts), forty times slower at H = 2,048.
import { createMemory, instantiate } from "./binary";
import { square } from "./elementary";
import * as binary from "./generated/spectrum";
import { regions } from "./layout";
import { allocated } from "./limits";

type Operation = (...args: number[]) => number;
type SpectrumExports = Readonly<
  Record<"francisStep" | "hessenbergStep" | "times" | "timesTransposed", Operation>
>;

export interface Spectrum {
  /** Real and imaginary parts of the eigenvalues [H]; a conjugate pair is together. */
  readonly re: Float64Array;
  readonly im: Float64Array;
  readonly largestSingularValue: number;
}

/** Sweeps for one eigenvalue; a matrix of weights needs two or three, and none is known that needs fifty. */
const MOST_TURNS = 1000;
/** Of an approximate singular vector: |A A^T x - s^2 x| of s^2, at unit x. Only of singular values this near does it keep less. */
const RESIDUAL = 1e-12;
/** Lanczos steps from one look at the residual to the next. */
const LOOK = 8;

/** @param matrix [H x H], finite */
export function* spectrumOf(matrix: Float32Array, H: number): Generator<void, Spectrum> {
  const ld = leadingDimension(H);
  const { pages, at } = regions({
    // Two rows and a column more, zero: reflectors act on three at a time.
    matrix: (H + 2) * ld * 8,
    basis: (H + 1) * ld * 8, // of Lanczos, row by row
    work: 5 * ld * 8,
  });
  const memory = allocated(H, 1, () => createMemory(pages));
  const wasm = instantiate<SpectrumExports>(binary, "simd", memory);
  const A = new Float64Array(memory.buffer, at.matrix, (H + 2) * ld);
  let norm = 0;
  for (let i = 0; i < H; i++) {
    for (let j = 0; j < H; j++) norm = Math.max(norm, Math.abs(matrix[i * H + j]));
    A.set(matrix.subarray(i * H, (i + 1) * H), i * ld);
    if (i % 64 === 63) yield;
  }
  const largestSingularValue = yield* largest(wasm, memory.buffer, at, H, ld);
  new Uint8Array(memory.buffer, at.work, 5 * ld * 8).fill(0);
  for (let k = 0; k < H - 1; k++) {
    wasm.hessenbergStep(at.matrix, ld, H, k, at.work);
    yield;
  }
  return { ...(yield* eigenvalues(wasm, A, at, H, ld, norm)), largestSingularValue };
}

/** Elements from one row to the next: more than H, and an odd number of lines, so that rows share no sets of a cache. */
function leadingDimension(H: number): number {
  return 8 * (Math.ceil((H + 1) / 8) | 1);
}

type At = Readonly<Record<"matrix" | "basis" | "work", number>>;

/** Of a Hessenberg matrix A, by deflation from the last row up. */
function* eigenvalues(
  wasm: SpectrumExports,
  A: Float64Array,
  at: At,
  H: number,
  ld: number,
  norm: number,
): Generator<void, Pick<Spectrum, "re" | "im">> {
  const [re, im] = [new Float64Array(H), new Float64Array(H)];
  for (let last = H - 1, turn = 0; last >= 0; ) {
    const first = wasm.francisStep(at.matrix, ld, last, turn, norm, at.work);
    if (first < last - 1) {
      if (++turn > MOST_TURNS) throw new Error("The QR iteration of W_h does not converge.");
      yield;
      continue;
    }
    const d = A[last * ld + last];
    if (first === last) re[last] = d;
    else {
      // Of [a b; c d], as EISPACK has them: no difference of near numbers.
      const product = A[first * ld + last] * A[last * ld + first];
      const half = (A[first * ld + first] - d) / 2;
      const square = half * half + product;
      const root = Math.sqrt(Math.abs(square));
      if (square >= 0) {
        const sum = half < 0 ? half - root : half + root;
        re[first] = d + sum;
        re[last] = sum === 0 ? d : d - product / sum;
      } else {
        re[first] = re[last] = d + half;
        im[first] = root;
        im[last] = -root;
      }
    }
    last = first - 1;
    turn = 0;
  }
  return { re, im };
}

/**
 * The square root of the largest eigenvalue of A A^T, by Lanczos with every vector orthogonal to all before it (Golub and Van
 * Loan, section 10.1). After H steps it is exact at the latest.
 */
function* largest(
  wasm: SpectrumExports,
  buffer: ArrayBuffer,
  at: At,
  H: number,
  ld: number,
): Generator<void, number> {
  const bytes = ld * 8;
  const row = (j: number) => new Float64Array(buffer, at.basis + j * bytes, ld);
  const [before, shares, taken] = [at.work, at.work + bytes, at.work + 2 * bytes];
  const numbers = new Float64Array(buffer, taken, ld);
  const first = row(0);
  let seed = 1;
  for (let i = 0; i < H; i++) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    first[i] = seed / 2 ** 31 - 1;
  }
  scale(first, 1 / length(first));
  const diagonal: number[] = [];
  const beside: number[] = [];
  for (let j = 0; ; j++) {
    const next = row(j + 1);
    wasm.timesTransposed(at.matrix, ld, H, at.basis + j * bytes, before);
    wasm.times(at.matrix, ld, H, before, next.byteOffset);
    diagonal.push(dot(next, row(j)));
    // Twice is enough.
    for (let turn = 0; turn < 2; turn++) {
      wasm.times(at.basis, ld, j + 1, next.byteOffset, shares);
      wasm.timesTransposed(at.basis, ld, j + 1, shares, taken);
      for (let i = 0; i < H; i++) next[i] -= numbers[i];
    }
    const rest = length(next);
    if (j % LOOK === LOOK - 1 || j === H - 1 || rest <= RESIDUAL * diagonal[0]) {
      const { value, lastShare } = largestOfTridiagonal(diagonal, beside);
      if (j === H - 1 || rest * lastShare <= RESIDUAL * value) return Math.sqrt(value);
    }
    beside.push(rest);
    scale(next, 1 / rest);
    yield;
  }
}

/**
 * The largest eigenvalue of a symmetric tridiagonal matrix, and what of its unit eigenvector x the last element is. x is above
 * all eigenvalues if every pivot of x - T is positive, from the last row up.
 */
function largestOfTridiagonal(diagonal: readonly number[], beside: readonly number[]) {
  const pivots = new Float64Array(diagonal.length);
  const isAbove = (x: number) => {
    for (let j = diagonal.length - 1; j >= 0; j--) {
      const taken = j + 1 < diagonal.length ? square(beside[j]) / pivots[j + 1] : 0;
      pivots[j] = x - diagonal[j] - taken;
      if (!(pivots[j] > 0)) return false;
    }
    return true;
  };
  let low = Math.max(...diagonal);
  let high = low + 2 * Math.max(0, ...beside);
  for (;;) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) break;
    if (isAbove(middle)) high = middle;
    else low = middle;
  }
  isAbove(high);
  // (x - T) v = 0 from the last row up; every element has the sign of the one below.
  let [element, squares] = [1, 1];
  for (let j = diagonal.length - 1; j > 0; j--) {
    element *= pivots[j] / beside[j - 1];
    squares += element * element;
  }
  return { value: high, lastShare: 1 / Math.sqrt(squares) };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function length(a: Float64Array): number {
  return Math.sqrt(dot(a, a));
}

function scale(a: Float64Array, factor: number): void {
  for (let i = 0; i < a.length; i++) a[i] *= factor;
}
