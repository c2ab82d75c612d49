// The numerical checks of method.md, section 6, on a model and text of the user's own: the formulas on
// the float64 reference, and the backend in use against the reference. Worst error and tolerance of each.
import type { Kernels, Weights } from "../../kernels/interface";
import { referenceKernels } from "../../kernels/reference";
import { traceBack } from "../backward";
import { finiteDifferences } from "./finiteDifferences";
import { adjointAndEdges, outputGradientIdentity } from "./identities";
import { type CheckResult, prepare, samplePositions, Worst } from "./sample";

const POSITIONS = 16;
const LAGS = 20;

/** Yields the fraction done after each position; needs at least two bytes. */
export function* verify(
  backend: Kernels,
  weights: Weights,
  text: Uint8Array,
): Generator<number, CheckResult[]> {
  const output = new Worst("output gradient: sum over y of P(y) g(y) is 0", 1e-12);
  const gradient = new Worst("finite differences: gradient, shifting the state", 1e-5);
  const gated = new Worst("finite differences: gated, shifting the pre-activation", 1e-5);
  const adjoint = new Worst("adjoint: backward trace against forward Jacobians", 1e-12);
  const edges = new Worst("edge conservation: edges into a neuron sum to its gradient", 1e-12);
  const agreement = new Worst(`${backend.backend} kernels against the float64 reference`, 1e-4);
  const kernels = referenceKernels.bind(weights, { rows: 1, window: LAGS + 1 });
  const fast = backend.bind(weights, { rows: 1, window: LAGS + 1 });
  const positions = samplePositions(text.length, POSITIONS);
  let done = 0;
  for (const t of positions) {
    const sample = prepare(kernels, weights, text, t, LAGS);
    outputGradientIdentity(sample, output);
    adjointAndEdges(sample, direction(weights.H, t), adjoint, edges);
    const { L } = prepare(fast, weights, text, t, LAGS);
    compare(traceBack(fast, L, L).gradient, traceBack(kernels, L, L).gradient, agreement);
    finiteDifferences(prepare(kernels, weights, text, t, LAGS), gradient, gated);
    yield ++done / positions.length;
  }
  return [output, gradient, gated, adjoint, edges, agreement].map((check) => check.result());
}

function compare(got: Float64Array, want: Float64Array, worst: Worst): void {
  const scale = want.reduce((a, v) => Math.max(a, Math.abs(v)), 0);
  // Below 1e-12 nats a difference means nothing (method.md, section 6).
  for (let k = 0; k < want.length; k++)
    worst.add(Math.max(0, Math.abs(got[k] - want[k]) - 1e-12), scale);
}

/** A fixed pseudo-random direction, different at each position (a Weyl sequence). */
function direction(H: number, t: number): Float64Array {
  return Float64Array.from(
    { length: H },
    (_, i) => 2 * (((i + 1 + t * H) * 0.6180339887498949) % 1) - 1,
  );
}
