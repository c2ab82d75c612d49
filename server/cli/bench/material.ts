// Input for the benchmark, generated from a seed: a model whose gradients neither vanish nor explode over 50 steps,
// and a text of bytes. The numbers mean nothing; only their sizes matter.
import type { Weights } from "../../kernels/interface";
import { createRandom } from "../../training/random";

const SEED = 1;

export function benchWeights(H: number): Weights {
  const { uniform } = createRandom(SEED);
  const tensor = (count: number, scale: number) =>
    Float32Array.from({ length: count }, () => scale * (2 * uniform() - 1));
  return {
    H,
    Wx: tensor(H * 256, 0.5),
    Wh: tensor(H * H, 2.3 / Math.sqrt(H)),
    bh: tensor(H, 0.1),
    Wy: tensor(256 * H, 2 / Math.sqrt(H)),
    by: tensor(256, 0.5),
  };
}

export function benchText(bytes: number): Uint8Array {
  const { uniform } = createRandom(SEED + 1);
  return Uint8Array.from({ length: bytes }, () => 32 + 96 * uniform());
}

/** Operations in the trace of one position (docs/command-line.md, 'bench'): depth steps and g_t. */
export function traceOperations(H: number, depth: number): number {
  return depth * 2 * H * H + 2 * 256 * H;
}
