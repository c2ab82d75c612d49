// A control: the same net with each tensor's values in another order. It keeps their distribution and destroys what they
// learned. What stands for bytes outside the net's alphabet is no weight and stays where it is.
import type { Weights } from "../kernels/interface";
import { byteOfNumber, isPredicted, mapTensors, type TensorName } from "../kernels/shape";
import { createRandom } from "../training/random";

/**
 * Shuffles each tensor of every layer, or those of one name. The same seed shuffles a tensor alone as with the others.
 */
export function shuffleWeights(w: Weights, seed: number, only?: "Wh" | "Wy"): Weights {
  const random = createRandom(seed);
  return mapTensors(w, (tensor, name) => {
    const out = tensor.slice();
    const own = ownNumbers(w, name, tensor.length);
    for (let i = own.length - 1; i > 0; i--) {
      const j = Math.floor(random.uniform() * (i + 1));
      [out[own[i]], out[own[j]]] = [out[own[j]], out[own[i]]];
    }
    return only === undefined || only === name ? out : tensor;
  });
}

/** Indices of the numbers of a tensor that the net has, in ascending order. */
function ownNumbers(w: Weights, name: TensorName, length: number): Uint32Array {
  const all = Uint32Array.from({ length }, (_, at) => at);
  if (!w.alphabet) return all;
  return all.filter((at) => {
    const byte = byteOfNumber(w.H, name, at);
    return byte === undefined || isPredicted(w, byte);
  });
}
