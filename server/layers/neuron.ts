// Activation of one neuron: h_i after each byte was read. For a character, the one after its last byte.
import { SEGMENT } from "../attribution/blocks";
import { NotFinite } from "../attribution/finite";
import { bindInSteps } from "../kernels/interface";
import { steps } from "../kernels/pace";
import type { LayerKind } from "./layer";

export const neuron: LayerKind = {
  reach: () => ({ before: 0, behind: 0 }),
  operations: (shape, _, bytes) => bytes * shape.operations,
  isOfPredictions: false,
  hasAbsolute: false,
  segmentSize: () => SEGMENT,
  joined: (_, last) => last,
  *segments({ backend, weights, stretch, question, layer }) {
    const window = Math.max(1, Math.min(SEGMENT, stretch.count));
    const kernels = yield* bindInSteps(backend, weights, { rows: 1, window });
    return {
      *forward(s, state) {
        const from = s * SEGMENT;
        const to = Math.min(stretch.count, from + SEGMENT);
        const recur = (at: number, count: number) =>
          kernels.recur(stretch.bytes, from + at, count, state, at);
        for (const _ of steps(kernels.shape, to - from, recur)) yield;
      },
      // biome-ignore lint/correctness/useYield: copying a segment needs no pause.
      *values(s) {
        const from = s * SEGMENT;
        const count = Math.min(SEGMENT, stretch.count - from);
        for (let i = 0; i < count; i++) {
          const value = kernels.h[i * kernels.stride + question.neuron];
          if (!Number.isFinite(value))
            throw new NotFinite({ position: from + i, what: "activation", value });
          layer.values[from + i] = value;
        }
      },
    };
  },
};
