// How far back a net looks (docs/causes.md): the loss of a target when the net runs from a zero state on the last m
// bytes only.
import type { ModelKernels, Weights } from "../../kernels/interface";
import { recurrencesAtOnce } from "../../kernels/limits";
import { lossOf } from "../objective";

/** The numbers of bytes that are asked about. */
export const LENGTHS = [1, 2, 4, 8, 16, 32, 64, 128, 256] as const;

export interface Remembered {
  /** How many bytes the net has seen. */
  readonly m: number;
  /** -log2 p(y) */
  readonly bits: number;
}

/**
 * bits(m) of y after text[.. position], for every length that the text has before it. Yields the length at hand.
 * @param kernels any workspace of the model; its window is overwritten
 */
export function* memoryOf(
  kernels: ModelKernels,
  weights: Weights,
  text: Uint8Array,
  position: number,
  y: number,
): Generator<number, Remembered[]> {
  const piece = Math.min(recurrencesAtOnce(kernels.stride), kernels.capacity.window);
  const found: Remembered[] = [];
  const state = new Float64Array(weights.H);
  for (const m of LENGTHS) {
    if (m > position + 1) break;
    state.fill(0);
    for (let from = position + 1 - m; from <= position; from += piece) {
      kernels.recur(text, from, Math.min(piece, position + 1 - from), state, 0);
      yield m;
    }
    found.push({ m, bits: lossOf(weights, state, y) });
  }
  return found;
}
