// Finite differences (docs/method.md, sections 2 and 6): the paper's form is the slope of L when the state h_{t-k} is
// shifted along W_x[:, x]; the gated form, when the pre-activation is shifted. Central differences with shifts of
// length 1e-5, or shorter and longer ones if that is too coarse or too fine for this text.
import { column } from "../../nets/embedding";
import { traceBack } from "../backward";
import { forward, type Sample, type Worst } from "./sample";

/** Shift lengths, tried in turn until one agrees; truncation and rounding errors pull in opposite directions. */
const SHIFTS = [1e-5, 1e-6, 1e-4, 1e-7, 1e-8];
/** Rounding of L in float64, in units of |L|, with room for the 256 terms of its sum. */
const ROUNDING = 2 ** -47;

/** Adds |slope - attribution| for every lag, relative to the position's largest |attribution|. */
export function* finiteDifferences(
  sample: Sample,
  gradient: Worst,
  gated: Worst,
): Generator<undefined, void> {
  const { kernels, weights, past, L } = sample;
  const lags = traceBack(kernels, L, L);
  const v = new Float64Array(weights.H);
  for (let k = 0; k <= L; k++) {
    column(weights, past.bytes[L - k], v);
    compare(gradient, lags.gradient, k, v, (eps) => shiftedState(sample, v, k, eps));
    compare(gated, lags.gated, k, v, (eps) => shiftedInput(sample, v, k, eps));
    yield;
  }
  forward(sample);
}

/** Adds the smallest error over the shifts; `value` is L with the state or input moved by eps v. */
function compare(
  worst: Worst,
  attributions: Float64Array,
  k: number,
  v: Float64Array,
  value: (eps: number) => number,
): void {
  const scale = attributions.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  const length = Math.hypot(...v);
  // A zero column moves nothing, so its attribution is zero by definition.
  let least = length === 0 ? Math.abs(attributions[k]) : Infinity;
  for (const shift of length === 0 ? [] : SHIFTS) {
    const eps = shift / length;
    const [up, down] = [value(eps), value(-eps)];
    const rounding = (ROUNDING * Math.max(Math.abs(up), Math.abs(down))) / eps;
    const error = Math.abs((up - down) / (2 * eps) - attributions[k]) - rounding;
    least = Math.min(least, Math.max(0, error));
    if (least <= worst.tolerance * scale) break;
  }
  worst.add(least, scale);
}

/** L with h_{t-k} + eps v. */
function shiftedState(sample: Sample, v: Float64Array, k: number, eps: number): number {
  const { kernels, past, L } = sample;
  const state = past.before.slice();
  kernels.recur(past.bytes, 0, L - k + 1, state, 0);
  for (let i = 0; i < state.length; i++) state[i] += eps * v[i];
  if (k > 0) kernels.recur(past.bytes, L - k + 1, k, state, L - k + 1);
  // Only the reference's h may be written to; other backends keep a gate beside it.
  else for (let i = 0; i < state.length; i++) kernels.h[L * kernels.stride + i] = state[i];
  return logProbability(sample);
}

/** L with W_x[:, x_{t-k}] + eps v as input of step t-k. */
function shiftedInput(sample: Sample, v: Float64Array, k: number, eps: number): number {
  const { kernels, past, L } = sample;
  const state = past.before.slice();
  kernels.recur(past.bytes, 0, L - k, state, 0);
  kernels.recurVector(
    v.map((value) => (1 + eps) * value),
    state,
    L - k,
  );
  if (k > 0) kernels.recur(past.bytes, L - k + 1, k, state, L - k + 1);
  return logProbability(sample);
}

function logProbability({ kernels, L, y }: Sample): number {
  kernels.readout(L, 1);
  kernels.score(y, 1);
  return kernels.logP[0];
}
