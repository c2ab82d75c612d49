// Activation of one neuron: h_i after each byte was read. For a character, the one after its last byte.
import { SEGMENT } from "../attribution/blocks";
import { NotFinite } from "../attribution/finite";
import { bindInSteps } from "../kernels/interface";
import { recurrencesAtOnce } from "../kernels/limits";
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
    const most = recurrencesAtOnce(kernels.shape);
    return {
      *forward(s, state) {
        const from = s * SEGMENT;
        const to = Math.min(stretch.count, from + SEGMENT);
        for (let at = from; at < to; at += most) {
          kernels.recur(stretch.bytes, at, Math.min(most, to - at), state, at - from);
          yield;
        }
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
