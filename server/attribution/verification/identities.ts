// Identities that hold for any model (method.md, section 6): the expected output gradient is zero, the
// backward trace is the adjoint of the forward Jacobians, and the edges into a neuron sum to its gradient.
import { edgesInto } from "../paths";
import type { Sample, Worst } from "./sample";

/** sum over y of P(y) g_t(y) = 0, relative to sum over y of P(y) ||g_t(y)||. */
export function outputGradientIdentity(sample: Sample, worst: Worst): void {
  const { kernels, weights } = sample;
  const H = weights.H;
  const P = Float64Array.from(kernels.P.subarray(0, 256));
  const sum = new Float64Array(H);
  let scale = 0;
  const y = new Uint8Array(1);
  for (y[0] = 0; ; y[0]++) {
    kernels.score(y, 1);
    kernels.outputGradient(1);
    const g = kernels.G.subarray(0, H);
    scale += P[y[0]] * length(g);
    for (let i = 0; i < H; i++) sum[i] += P[y[0]] * g[i];
    if (y[0] === 255) break;
  }
  worst.add(length(sum), scale);
  kernels.score(sample.y, 1);
  kernels.outputGradient(1);
}

/** g . (J_t ... J_{t-k+1} u) = g_{t->t-k} . u for a fixed direction u, relative to the norms. */
export function adjointAndEdges(
  sample: Sample,
  u: Float64Array,
  adjoint: Worst,
  edges: Worst,
): void {
  const { kernels, weights, L } = sample;
  const { H, Wh } = weights;
  const g = Float64Array.from(kernels.G.subarray(0, H));
  const into = new Float64Array(H);
  const next = new Float64Array(H);
  for (let k = 0; k <= L; k++) {
    const back = kernels.G.subarray(0, H);
    // Tangent u at t-k, pushed forward to t: J_s u = d_s * (W_h u).
    let tangent = u.slice();
    for (let row = L - k + 1; row <= L; row++) {
      for (let i = 0; i < H; i++) {
        let a = 0;
        for (let j = 0; j < H; j++) a += Wh[i * H + j] * tangent[j];
        const h = kernels.h[row * kernels.stride + i];
        next[i] = (1 - h * h) * a;
      }
      tangent = next.slice();
    }
    adjoint.add(
      Math.abs(dot(g, tangent) - dot(back, u)),
      length(g) * length(tangent) + length(back) * length(u),
    );
    kernels.lag(L, k, 0, 1);
    const D = Float64Array.from(kernels.D.subarray(0, H));
    if (k === L) break;
    kernels.step(0, 1);
    const scale = length(kernels.G.subarray(0, H));
    for (let j = 0; j < H; j++) {
      edgesInto(weights, D, j, into);
      edges.add(Math.abs(into.reduce((a, b) => a + b, 0) - kernels.G[j]), scale);
    }
  }
  kernels.score(sample.y, 1);
  kernels.outputGradient(1);
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function length(a: ArrayLike<number>): number {
  return Math.sqrt(dot(a, a));
}
