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

/** What a trace of single predictions also finds of an LSTM. */
export interface CellLags {
  /** dL/dc_{t-1} of every layer, [layers x H] from the top down; without a lag 1, and of another net, empty. */
  cells: Float64Array;
}

/** The c part of G in block row 0. */
function cellsOf({ G, stride, shape: { H, cell, layers } }: ModelKernels) {
  const own = cell.parts - 1;
  return Float64Array.from(
    { length: own * layers * H },
    (_, i) => G[Math.floor(i / H) * cell.parts * stride + stride + (i % H)],
  );
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
): Generator<number, Lags & CellLags> {
  const out: Lags & CellLags = { ...emptyLags(L), cells: new Float64Array(0) };
  for (let k = 0; k <= L; k++) {
    yield k;
    if (k === 1) out.cells = cellsOf(kernels);
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

export interface SparseLags extends Lags, CellLags {
  /** Of H neurons, how many were kept: the mean over the steps k = 0 .. L, the layers and the gates of each. */
  readonly neuronsKept: number;
  /** Which neurons of the top layer were kept at k = 0, with at least one gate. */
  readonly keptFirst: readonly boolean[];
}

/** The same, with the rule applied to dL/da of every layer at every step; dropped components are set to zero. */
export function* traceBackSparse(
  kernels: ModelKernels,
  weights: Weights,
  row: number,
  L: number,
  threshold: Threshold,
): Generator<number, SparseLags> {
  const { H, cell, layers, inputSize } = kernels.shape;
  const out = emptyLags(L);
  const slope = new Float64Array(inputSize);
  let count = 0;
  let keptFirst: readonly boolean[] = [];
  let cells: Float64Array = new Float64Array(0);
  for (let k = 0; k <= L; k++) {
    yield k;
    if (k === 1) cells = cellsOf(kernels);
    kernels.lag(row, k, 0, 1, (layer, at, size) => {
      const keep = keepLargest(kernels, at, size, threshold);
      for (const is of keep) if (is) count++;
      if (k === 0 && layer === layers - 1)
        keptFirst = Array.from({ length: H }, (_, i) => keep.some((is, g) => is && g % H === i));
    });
    out.gradient[k] = kernels.gradient[0];
    out.norms[k] = kernels.norm[0];
    kernels.inputGradient(0, slope);
    const x = kernels.x[row - k];
    let gated = 0;
    for (let i = 0; i < inputSize; i++) gated += weights.Wx[i * 256 + x] * slope[i];
    out.gated[k] = gated;
    if (k < L) kernels.step(0, 1);
  }
  return { ...out, cells, neuronsKept: count / ((L + 1) * layers * cell.gates), keptFirst };
}

/** Drops what the rule does not keep of one layer's dL/da, D[at .. at + size); returns what it keeps, gate by gate. */
function keepLargest(
  { D, shape: { H, cell } }: ModelKernels,
  at: number,
  size: number,
  threshold: Threshold,
): readonly boolean[] {
  const block = size / cell.width;
  const place = (i: number) => at + cell.input[Math.floor(i / H)] * block + (i % H);
  const own = Float64Array.from({ length: cell.gates * H }, (_, i) => D[place(i)]);
  const keep = kept(threshold, squares(own, own.length), own);
  for (const [i, is] of keep.entries()) if (!is) D[place(i)] = 0;
  for (const [to, of] of cell.follows)
    for (let j = 0; j < H; j++) if (D[at + of * block + j] === 0) D[at + to * block + j] = 0;
  return keep;
}

/** Runs a generator to its end without pausing. */
export function finished<T>(work: Generator<unknown, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** The same work, yielding one fraction: a part of a longer work whose own progress does not matter. Ends with it. */
export function* paced<T>(work: Generator<unknown, T>, fraction: number): Generator<number, T> {
  try {
    for (;;) {
      const step = work.next();
      if (step.done) return step.value;
      yield fraction;
    }
  } finally {
    work.return(undefined as T);
  }
}

/** The same work, its fractions between two others. Ends with it. */
export function* within<T>(
  work: Generator<number, T>,
  from: number,
  to: number,
): Generator<number, T> {
  try {
    for (;;) {
      const step = work.next();
      if (step.done) return step.value;
      yield from + (to - from) * step.value;
    }
  } finally {
    work.return(undefined as T);
  }
}

function emptyLags(L: number): Lags {
  return {
    gradient: new Float64Array(L + 1),
    gated: new Float64Array(L + 1),
    norms: new Float64Array(L + 1),
  };
}
