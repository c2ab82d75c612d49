// The past of a position in a text held entirely in memory, found by running the recurrence up to it. Open documents
// use the checkpoints of documents/ instead; both give the same bits, since the state is float64.
import type { ModelKernels } from "../kernels/interface";
import { recurrencesAtOnce } from "../kernels/pauses";
import { lagsAt, type Past } from "./types";

/**
 * Yields the fraction done.
 * @param kernels any workspace of the model; its window is overwritten.
 */
export function* pastSteps(
  kernels: ModelKernels,
  text: Uint8Array,
  position: number,
  depth: number,
): Generator<number, Past> {
  const L = lagsAt(position, depth);
  const before = new Float64Array(kernels.H);
  const bytes = Math.min(recurrencesAtOnce(kernels.stride), kernels.capacity.window);
  for (let from = 0; from < position - L; from += bytes) {
    kernels.recur(text, from, Math.min(bytes, position - L - from), before, 0);
    yield from / (position - L);
  }
  return {
    position,
    bytes: text.slice(position - L, position + 1),
    before,
    next: position + 1 < text.length ? text[position + 1] : undefined,
  };
}
