// Gradient norm: ||g|| of the prediction of each byte, in nats. For a character, the largest of its bytes.
import { checkLag } from "../attribution/finite";
import { type LayerKind, OF_PREDICTIONS, ofPredictions, prediction, readout } from "./layer";

export const gradientNorm: LayerKind = {
  ...OF_PREDICTIONS,
  operations: (shape, _, bytes) => bytes * (prediction(shape) + readout(shape)),
  joined: Math.max,
  segments: (task) =>
    ofPredictions(task, ({ kernels, t0, first, count, outside }, values, at) => {
      kernels.lag(first, 0, 0, count);
      checkLag(kernels, t0, 0, 0, count);
      for (let i = 0; i < count; i++)
        values[at + i] = outside.has(i) ? Number.NaN : kernels.norm[i];
    }),
};
