// Finite differences (method.md, sections 2 and 6): the paper's form is the slope of L when the state
// h_{t-k} is shifted along W_x[:, x]; the gated form when the pre-activation is. Central, eps = 1e-5.
import { column } from "../../rnn/embedding";
import { traceBack } from "../backward";
import { forward, type Sample, type Worst } from "./sample";

const EPS = 1e-5;

/** Adds |slope - attribution| for every lag, relative to the position's largest |attribution|. */
export function finiteDifferences(sample: Sample, gradient: Worst, gated: Worst): void {
  const { kernels, weights, past, L } = sample;
  const lags = traceBack(kernels, L, L);
  const v = new Float64Array(weights.H);
  for (let k = 0; k <= L; k++) {
    column(weights, past.bytes[L - k], v);
    const slope = (value: (eps: number) => number) => (value(EPS) - value(-EPS)) / (2 * EPS);
    gradient.add(
      Math.abs(slope((eps) => shiftedState(sample, v, k, eps)) - lags.gradient[k]),
      largest(lags.gradient),
    );
    gated.add(
      Math.abs(slope((eps) => shiftedInput(sample, v, k, eps)) - lags.gated[k]),
      largest(lags.gated),
    );
  }
  forward(sample);
}

/** L with h_{t-k} + eps v. */
function shiftedState(sample: Sample, v: Float64Array, k: number, eps: number): number {
  const { kernels, past, L } = sample;
  const state = past.before.slice();
  kernels.recur(past.bytes, 0, L - k + 1, state, 0);
  for (let i = 0; i < state.length; i++) state[i] += eps * v[i];
  if (k > 0) kernels.recur(past.bytes, L - k + 1, k, state, L - k + 1);
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

function largest(values: Float64Array): number {
  return values.reduce((a, v) => Math.max(a, Math.abs(v)), 0);
}
