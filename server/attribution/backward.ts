// The backward trace of one prediction: takes g_t through the Jacobians, one lag at a time (docs/method.md,
// section 2), dense or with a threshold applied to d * g at every step (section 3).
import type { ModelKernels, Weights } from "../kernels/interface";
import type { Threshold } from "../protocol/vocabulary/thresholds";
import { kept, squares } from "./sparsity";

export interface Lags {
  /** W_x[:, x_{t-k}] . g_{t->t-k}, k = 0 .. L. */
  readonly gradient: Float64Array;
  /** W_x[:, x_{t-k}] . (d_{t-k} * g_{t->t-k}). */
  readonly gated: Float64Array;
  /** ||g_{t->t-k}||. */
  readonly norms: Float64Array;
}

/** Traces lags 0 .. L at window row `row`, from G of block row 0. outputGradient() must have run. */
export function traceBack(kernels: ModelKernels, row: number, L: number, out = emptyLags(L)): Lags {
  for (let k = 0; k <= L; k++) oneLag(kernels, row, k, L, out);
  return out;
}

/** The same, pausing before every lag. */
export function* traceBackSteps(
  kernels: ModelKernels,
  row: number,
  L: number,
): Generator<number, Lags> {
  const out = emptyLags(L);
  for (let k = 0; k <= L; k++) {
    yield k;
    oneLag(kernels, row, k, L, out);
  }
  return out;
}

function oneLag(kernels: ModelKernels, row: number, k: number, L: number, out: Lags): void {
  kernels.lag(row, k, 0, 1);
  out.gradient[k] = kernels.gradient[0];
  out.gated[k] = kernels.gated[0];
  out.norms[k] = kernels.norm[0];
  if (k < L) kernels.step(0, 1);
}

export interface SparseLags extends Lags {
  /** Neurons kept, mean over the steps k = 0 .. L. */
  readonly neuronsKept: number;
  /** Which neurons were kept at k = 0. */
  readonly keptFirst: readonly boolean[];
}

/** The same, with the rule applied to d * g at every step; dropped components are set to zero. */
export function* traceBackSparse(
  kernels: ModelKernels,
  weights: Weights,
  row: number,
  L: number,
  threshold: Threshold,
): Generator<number, SparseLags> {
  const { H } = weights;
  const out = emptyLags(L);
  let count = 0;
  let keptFirst: readonly boolean[] = [];
  for (let k = 0; k <= L; k++) {
    yield k;
    kernels.lag(row, k, 0, 1);
    out.gradient[k] = kernels.gradient[0];
    out.norms[k] = kernels.norm[0];
    const D = kernels.D.subarray(0, H);
    const keep = kept(threshold, squares(D, H), D);
    const x = kernels.x[row - k];
    let gated = 0;
    for (let i = 0; i < H; i++) {
      if (keep[i]) {
        count++;
        gated += weights.Wx[i * 256 + x] * D[i];
      } else D[i] = 0;
    }
    out.gated[k] = gated;
    if (k === 0) keptFirst = keep;
    if (k < L) kernels.step(0, 1);
  }
  return { ...out, neuronsKept: count / (L + 1), keptFirst };
}

/** Runs a generator to its end without pausing. */
export function finished<T>(work: Generator<unknown, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** The same work, yielding one fraction: a part of a longer work whose own progress does not matter. */
export function* paced<T>(work: Generator<unknown, T>, fraction: number): Generator<number, T> {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    yield fraction;
  }
}

function emptyLags(L: number): Lags {
  return {
    gradient: new Float64Array(L + 1),
    gated: new Float64Array(L + 1),
    norms: new Float64Array(L + 1),
  };
}
