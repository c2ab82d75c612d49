// The weights a training run starts from. Making them takes many seconds for a large model, so it pauses. Not here: the choice of
// scales, which belongs to the recipe.
import type { CellName, TrainedCell } from "../kernels/cells/cell";
import { CELLS } from "../kernels/cells/table";
import type { Numbers, Weights } from "../kernels/interface";
import { paceOf } from "../kernels/pace";
import { tensorSizes } from "../kernels/training";
import type { Random } from "./random";

export interface InitialScales {
  /** W_h, of each gate, is a random orthogonal matrix times this, which is then its every singular value. */
  readonly recurrent: number;
  /** Standard deviation of W_x. */
  readonly input: number;
  /** Standard deviation of W_y. */
  readonly output: number;
  /** What b_h begins with, by place; absent: 0. */
  readonly biases?: readonly number[];
}

export function emptyWeights(H: number, cell: CellName = "tanh"): Weights {
  const { Wx, Wh, bh, Wy, by } = tensorSizes({ H, cell: CELLS[cell] });
  return {
    ...(cell === "tanh" ? {} : { cell }),
    H,
    Wx: new Float32Array(Wx),
    Wh: new Float32Array(Wh),
    bh: new Float32Array(bh),
    Wy: new Float32Array(Wy),
    by: new Float32Array(by),
  };
}

export function initialWeights(
  H: number,
  random: Random,
  scales: InitialScales,
  cell?: TrainedCell,
): Weights {
  const work = makeWeights(H, random, scales, cell);
  let step = work.next();
  while (!step.done) step = work.next();
  return step.value;
}

/** The same with pauses; a small model is made in one piece. */
export function* makeWeights(
  H: number,
  random: Random,
  scales: InitialScales,
  cell: TrainedCell = "tanh",
): Generator<void, Weights> {
  const weights = emptyWeights(H, cell);
  const { Wx, Wh, bh, Wy } = weights;
  for (let gate = 0; gate < CELLS[cell].gates; gate++) {
    const Q = yield* orthogonal(H, random);
    for (let i = 0; i < Q.length; i++) Wh[gate * H * H + i] = scales.recurrent * Q[i];
  }
  for (const [place, bias] of (scales.biases ?? []).entries())
    bh.fill(bias, place * H, (place + 1) * H);
  for (const [values, scale] of [
    [Wx, scales.input],
    [Wy, scales.output],
  ] as const) {
    for (let at = 0; at < values.length; at += NORMALS) {
      if (at > 0) yield;
      draw(values.subarray(at, at + NORMALS), scale, random);
    }
  }
  return weights;
}

/** Normal numbers drawn between two pauses: a few milliseconds. */
const NORMALS = 2 ** 16;

function draw(values: Numbers, scale: number, random: Random): void {
  for (let i = 0; i < values.length; i++) values[i] = scale * random.normal();
}

/** A random orthogonal [n x n] matrix: the rows of a normal one, orthonormalised (modified Gram-Schmidt). */
function* orthogonal(n: number, random: Random): Generator<void, Float64Array> {
  const Q = new Float64Array(n * n);
  const isDue = paceOf(Q, "plain").every(SCALAR * n);
  for (let i = 0; i < n; i++) {
    const row = Q.subarray(i * n, (i + 1) * n);
    draw(row, 1, random);
    for (let before = 0; before < i; before++) {
      const unit = Q.subarray(before * n, (before + 1) * n);
      let along = 0;
      for (let k = 0; k < n; k++) along += row[k] * unit[k];
      for (let k = 0; k < n; k++) row[k] -= along * unit[k];
      if (isDue()) yield;
    }
    let squares = 0;
    for (let k = 0; k < n; k++) squares += row[k] * row[k];
    const norm = Math.sqrt(squares);
    for (let k = 0; k < n; k++) row[k] /= norm;
  }
  return Q;
}

/** Operations of a projection per component: four, each several times as slow in a plain loop. */
const SCALAR = 16;
