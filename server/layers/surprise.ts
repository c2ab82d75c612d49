// Surprise: -log2 P of each byte, in bits: what it cost the model. For a character, the sum over its bytes.
import { type LayerKind, OF_PREDICTIONS, ofPredictions, prediction, sum } from "./layer";

export const surprise: LayerKind = {
  ...OF_PREDICTIONS,
  operations: (shape, _, bytes) => bytes * prediction(shape),
  joined: sum,
  segments: (task) =>
    ofPredictions(task, ({ kernels, count, outside }, values, at) => {
      for (let i = 0; i < count; i++)
        values[at + i] = outside.has(i) ? Number.NaN : -kernels.logP[i] / Math.LN2;
    }),
};
