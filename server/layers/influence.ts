// Influence: what each byte adds to the next `depth` predictions, summed, in nats, and the sum of the absolute
// values. For a character, the sum over its bytes.
import { SEGMENT, SegmentWorkspace, traceBlock } from "../attribution/blocks";
import { NotFinite } from "../attribution/finite";
import { BACKWARD } from "../attribution/methods/table";
import { steps } from "../kernels/pace";
import {
  type Layer,
  type LayerKind,
  type LayerQuestion,
  type LayerSegments,
  prediction,
  readout,
  type Stretch,
  sum,
} from "./layer";

export const influence: LayerKind = {
  reach: ({ depth }) => ({ before: 0, behind: depth }),
  operations: (shape, { depth }, bytes) =>
    bytes * (prediction(shape) + readout(shape) + depth * shape.operations),
  isOfPredictions: false,
  hasAbsolute: true,
  segmentSize,
  joined: sum,
  *segments({ backend, weights, stretch, question, layer, count }) {
    const workspace = yield* SegmentWorkspace.make(
      backend,
      weights,
      stretch.bytes,
      question.depth - 1,
    );
    return new Influences(workspace, stretch, question, layer, count);
  },
};

function segmentSize({ depth }: LayerQuestion): number {
  return SEGMENT * Math.ceil((8 * depth) / SEGMENT);
}

/**
 * What a byte gives to the predictions after it. A segment is a run of bytes and all predictions that look back at
 * them. Predictions near its ends belong to two segments and are traced in both, so segments are much longer than
 * depth.
 */
class Influences implements LayerSegments {
  private readonly size: number;
  private readonly deepest: number;
  private readonly before: Float64Array;

  constructor(
    private readonly workspace: SegmentWorkspace,
    private readonly stretch: Stretch,
    private readonly question: LayerQuestion,
    private readonly layer: Layer,
    private readonly count: number,
  ) {
    this.deepest = question.depth - 1;
    this.size = segmentSize(question);
    this.before = new Float64Array(workspace.kernels.shape.stateSize);
  }

  *forward(s: number, state: Float64Array): Generator<void, void> {
    const { kernels } = this.workspace;
    const { window } = kernels.capacity;
    this.before.set(state);
    // No segment needs the state after the last one.
    if (s + 1 === this.count) return;
    const from = s * this.size;
    const recur = (at: number, count: number) =>
      kernels.recur(this.stretch.bytes, from + at, count, state, 0);
    for (const _ of steps(kernels.shape, this.size, recur, window)) yield;
  }

  *values(s: number): Generator<void, void> {
    const { workspace, deepest, size, stretch } = this;
    const from = s * size;
    const to = Math.min(stretch.count, from + size);
    const values = this.layer.values.subarray(from, to).fill(0);
    const absolute = this.layer.absolute!.subarray(from, to).fill(0);
    // The workspace's text starts at the first byte of the segment, so no lag reaches back beyond it.
    const bytes = stretch.bytes.subarray(from, to + deepest + 1);
    const state = this.before.slice();
    const { shares } = BACKWARD[this.question.method];
    workspace.read(bytes, from);
    for (let at = 0; at < bytes.length - 1; at += SEGMENT) {
      yield* workspace.forward(at, Math.min(bytes.length - 1, at + SEGMENT), state);
      for (const block of workspace.blocks()) {
        yield* traceBlock(block, deepest, (k, first) => {
          const given = shares(block.kernels);
          const last = Math.min(block.count, values.length + k - block.t0);
          for (let i = first; i < last; i++) {
            const byte = block.t0 + i - k;
            values[byte] += given[i];
            absolute[byte] += Math.abs(given[i]);
          }
        });
        yield;
      }
    }
    // The values are float32 sums, which may overflow.
    const odd = absolute.findIndex((value) => !Number.isFinite(value));
    if (odd >= 0)
      throw new NotFinite({
        position: from + odd,
        lag: 0,
        what: "influence",
        value: absolute[odd],
      });
  }
}
