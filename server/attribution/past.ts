// The past of a position in a text held whole in memory, by running the recurrence up to it. For open
// documents documents/ keeps checkpoints instead; both give the same bits, since the state is float64.
import type { ModelKernels } from "../kernels/interface";
import { lagsAt, type Past } from "./types";

/** @param kernels any workspace of the model; its window is overwritten. */
export function pastOf(
  kernels: ModelKernels,
  text: Uint8Array,
  position: number,
  depth: number,
): Past {
  const L = lagsAt(position, depth);
  const before = new Float64Array(kernels.H);
  const { window } = kernels.capacity;
  for (let from = 0; from < position - L; from += window)
    kernels.recur(text, from, Math.min(window, position - L - from), before, 0);
  return {
    position,
    bytes: text.slice(position - L, position + 1),
    before,
    next: position + 1 < text.length ? text[position + 1] : undefined,
  };
}
