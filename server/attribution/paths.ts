// Neuron paths (docs/method.md, section 3): the edges along which g flows one step back. Edge (i, j) from
// neuron i at step s to neuron j at step s - 1 carries d_i g_i W_h[i, j]; the edges into j sum to g_{s-1, j}.
import type { Numbers, Weights } from "../kernels/interface";

/** Edges [H] into neuron j at step s - 1, given d * g at step s. */
export function edgesInto(
  { H, Wh }: Weights,
  D: Numbers,
  j: number,
  out = new Float64Array(H),
): Float64Array {
  for (let i = 0; i < H; i++) out[i] = D[i] * Wh[i * H + j];
  return out;
}
