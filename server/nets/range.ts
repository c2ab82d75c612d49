// Checks that a model's predictions are finite for every text, which follows from its weights alone, since |h| <= 1.
// Not here: traces, which grow from lag to lag and are checked while they are made (attribution/finite.ts).
import type { Weights } from "../kernels/interface";
import { shortPath } from "../protocol/words/shortened";
import { InputError } from "./inputError";

/** A quarter of float32's largest. Differences of two logits stay below it, and g = W_y^T c with sum |c| up to 2. */
const MOST = 2 ** 126;

/**
 * |z_o| <= sum_j |W_y[o, j]| + |b_y[o]|, whatever order a backend adds in. The recurrence is float64, for which no
 * float32 weights are too large.
 * @throws InputError naming the first row of W_y that may leave the range.
 */
export function checkRange({ H, Wy, by }: Weights, name: string): void {
  for (let o = 0; o < 256; o++) {
    let sum = Math.abs(by[o]);
    for (let j = 0; j < H; j++) sum += Math.abs(Wy[o * H + j]);
    if (sum >= MOST)
      throw new InputError(
        `${shortPath(name)}: the weights of W_y and b_y for byte ${o} add up to ${sum.toPrecision(2)} without their signs; expected less than ${MOST.toPrecision(2)}, or predictions are no finite numbers`,
      );
  }
}
