// The common part of surprise and gradient norm: a byte's value belongs to the prediction before it. Each layer only
// writes the values of a block.
import { type Block, SEGMENT, SegmentWorkspace } from "../attribution/blocks";
import type { LayerKind, LayerSegments, LayerTask } from "./layer";

/** Shared by both. A byte is predicted at the byte before it. */
export const OF_PREDICTIONS = {
  reach: () => ({ before: 1, behind: 0 }),
  isOfPredictions: true,
  hasAbsolute: false,
  segmentSize: () => SEGMENT,
} as const satisfies Partial<LayerKind>;

/** @param write writes the values of a block, that of its first row at index `at` */
export function* ofPredictions(
  { backend, weights, stretch, layer }: LayerTask,
  write: (block: Block, values: Float32Array, at: number) => void,
): Generator<void, LayerSegments> {
  const { bytes, lead } = stretch;
  const workspace = yield* SegmentWorkspace.make(backend, weights, bytes, 0);
  const positions = bytes.length - 1;
  return {
    forward: (s, state) =>
      workspace.forward(s * SEGMENT, Math.min(positions, (s + 1) * SEGMENT), state),
    *values() {
      for (const block of workspace.blocks()) {
        write(block, layer.values, block.t0 + 1 - lead);
        yield;
      }
    },
  };
}
