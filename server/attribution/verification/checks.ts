// The numerical checks of one sample (docs/method.md, section 6): identities that hold for any model, and finite
// differences of L. Not here: the samples (sample.ts), the tolerances and the order of the checks (verify.ts).
import type { Numbers, Weights } from "../../kernels/interface";
import { hasGradient } from "../../kernels/shape";
import { column } from "../../nets/weights";
import { traceBack } from "../backward";
import { forward, type ReferenceSample, type Sample, type Worst } from "./sample";

/**
 * Edges [H] into neuron j at step s - 1, given d * g at step s (docs/method.md, section 3). Edge (i, j) from neuron i
 * at step s carries d_i g_i W_h[i, j]; the edges into j sum to g_{s-1, j}.
 */
export function edgesInto(
  { H, Wh }: Weights,
  D: Numbers,
  j: number,
  out = new Float64Array(H),
): Float64Array {
  for (let i = 0; i < H; i++) out[i] = D[i] * Wh[i * H + j];
  return out;
}

/** sum over y of P(y) g_t(y) = 0, relative to sum over y of P(y) ||g_t(y)||. */
export function outputGradientIdentity({ kernels, weights }: Sample, worst: Worst): void {
  const { H } = weights;
  const P = Float64Array.from(kernels.P.subarray(0, 256));
  const sum = new Float64Array(H);
  const y = new Uint8Array(1);
  let scale = 0;
  for (let target = 0; target < 256; target++) {
    y[0] = target;
    kernels.score(y, 1);
    kernels.outputGradient(1);
    const g = kernels.G.subarray(0, H);
    scale += P[target] * length(g);
    for (let i = 0; i < H; i++) sum[i] += P[target] * g[i];
  }
  worst.add(length(sum), scale);
}

/** g . (J_t ... J_{t-k+1} u) = g_{t->t-k} . u for a fixed direction u, relative to the norms. */
export function adjoint(sample: ReferenceSample, u: Float64Array, worst: Worst): void {
  const { kernels, L } = sample;
  const g = kernels.G.slice(0, u.length);
  for (let k = 0; k <= L; k++) {
    const back = kernels.G.subarray(0, u.length);
    const tangent = forwardTangent(sample, u, k);
    worst.add(
      Math.abs(dot(g, tangent) - dot(back, u)),
      length(g) * length(tangent) + length(back) * length(u),
    );
    kernels.lag(L, k, 0, 1);
    if (k < L) kernels.step(0, 1);
  }
}

/** J_t ... J_{t-k+1} u, one step after the other. */
function forwardTangent({ kernels, L }: ReferenceSample, u: Float64Array, k: number): Float64Array {
  const tangent = u.slice();
  for (let row = L - k + 1; row <= L; row++) kernels.tangent(row, tangent);
  return tangent;
}

/**
 * The edges into each neuron, formed and summed in float64 from the largest down, compared with the result of the
 * backend's own step on the same d * g; relative to ||g|| at that lag.
 */
export function edgeConservation({ kernels, weights, L }: Sample, worst: Worst): void {
  const { H } = weights;
  const into = new Float64Array(H);
  for (let k = 0; k < L; k++) {
    kernels.lag(L, k, 0, 1);
    const D = Float64Array.from(kernels.D.subarray(0, H));
    kernels.step(0, 1);
    const scale = length(kernels.G.subarray(0, H));
    for (let j = 0; j < H; j++) {
      edgesInto(weights, D, j, into).sort((a, b) => Math.abs(b) - Math.abs(a));
      worst.add(Math.abs(into.reduce((a, b) => a + b, 0) - kernels.G[j]), scale);
    }
  }
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function length(a: ArrayLike<number>): number {
  return Math.sqrt(dot(a, a));
}

// Finite differences: the paper's form is the slope of L when the state h_{t-k} is shifted along W_x[:, x]; the gated
// form, when the pre-activation is shifted. Central differences with shifts of length 1e-5, or shorter and longer ones
// if that is too coarse or too fine for this text.

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
  const { shape } = kernels;
  const v = new Float64Array(shape.inputSize);
  for (let k = 0; k <= L; k++) {
    column(weights, past.bytes[L - k], v);
    if (hasGradient(shape))
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
