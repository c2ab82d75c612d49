// Integrated gradients of one step's input (docs/method.md, section 2): the integral over a in [0, 1] of
// the gated gradient along v0 + a (v - v0), times (v - v0). Complete: it equals the occlusion with the
// same baseline; where it does not come within 1e-3 nats it is reported as not converged.
import type { ModelKernels } from "../kernels/interface";
import { recurrencesAtOnce } from "../kernels/pauses";
import { gaussLegendre } from "./gaussLegendre";
import { type Aim, setCoefficients } from "./objective";
import type { Replay } from "./replay";

export const FIRST_NODES = 16;
export const MOST_NODES = 1024;
/** Nats. */
export const TOLERANCE = 1e-3;

export interface Integral {
  readonly value: number;
  readonly nodes: number;
  readonly converged: boolean;
}

/** Doubles the nodes until the change and the gap to the occlusion `expected` are below 1e-3 nats. */
export function* integratedAt(
  kernels: ModelKernels,
  replay: Replay,
  aim: Aim,
  k: number,
  row: number,
  v: Float64Array,
  v0: Float64Array,
  expected: number,
): Generator<number, Integral> {
  let last = yield* quadrature(kernels, replay, aim, k, row, v, v0, FIRST_NODES);
  for (let nodes = FIRST_NODES * 2; ; nodes *= 2) {
    const value = yield* quadrature(kernels, replay, aim, k, row, v, v0, nodes);
    const settled = Math.abs(value - last) < TOLERANCE && Math.abs(value - expected) < TOLERANCE;
    if (settled || nodes >= MOST_NODES) return { value, nodes, converged: settled };
    last = value;
  }
}

function* quadrature(
  kernels: ModelKernels,
  replay: Replay,
  aim: Aim,
  k: number,
  row: number,
  v: Float64Array,
  v0: Float64Array,
  nodes: number,
): Generator<number, number> {
  const H = v.length;
  const at = new Float64Array(H);
  // A lag and its step are one product with W_h, as a step of the recurrence is.
  const piece = recurrencesAtOnce(kernels.stride);
  let sum = 0;
  for (const { node, weight } of gaussLegendre(nodes)) {
    for (let i = 0; i < H; i++) at[i] = v0[i] + node * (v[i] - v0[i]);
    yield* replay.value(at, k);
    setCoefficients(kernels, aim);
    kernels.outputGradient(1);
    for (let lag = 0; lag <= k; lag++) {
      kernels.lag(row, lag, 0, 1);
      if (lag < k) kernels.step(0, 1);
      if ((lag + 1) % piece === 0) yield k;
    }
    let dot = 0;
    for (let i = 0; i < H; i++) dot += (v[i] - v0[i]) * kernels.D[i];
    sum += weight * dot;
    yield k;
  }
  return sum;
}
