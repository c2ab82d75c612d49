// Identities that hold for any model (docs/method.md, section 6): the expected output gradient is zero, the
// backward trace is the adjoint of the forward Jacobians, and the edges into a neuron sum to its gradient.
import { edgesInto } from "../paths";
import type { Sample, Worst } from "./sample";

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
export function adjoint(sample: Sample, u: Float64Array, worst: Worst): void {
  const { kernels, weights, L } = sample;
  const g = Float64Array.from(kernels.G.subarray(0, weights.H));
  for (let k = 0; k <= L; k++) {
    const back = kernels.G.subarray(0, weights.H);
    const tangent = forwardTangent(sample, u, k);
    worst.add(
      Math.abs(dot(g, tangent) - dot(back, u)),
      length(g) * length(tangent) + length(back) * length(u),
    );
    kernels.lag(L, k, 0, 1);
    if (k < L) kernels.step(0, 1);
  }
}

/** J_t ... J_{t-k+1} u with J_s u = d_s * (W_h u). */
function forwardTangent({ kernels, weights, L }: Sample, u: Float64Array, k: number): Float64Array {
  const { H, Wh } = weights;
  let tangent = u.slice();
  for (let row = L - k + 1; row <= L; row++) {
    const next = new Float64Array(H);
    for (let i = 0; i < H; i++) {
      let a = 0;
      for (let j = 0; j < H; j++) a += Wh[i * H + j] * tangent[j];
      const h = kernels.h[row * kernels.stride + i];
      next[i] = (1 - h * h) * a;
    }
    tangent = next;
  }
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
