// Net - counting: the bits that a byte costs the net minus those that it costs counting (docs/counting.md). Below zero the net
// knows better, above zero counting does. For a character, the sum over its bytes.
import { type LayerKind, OF_PREDICTIONS, ofPredictions, prediction, sum } from "./layer";

export const netMinusCounting: LayerKind = {
  ...OF_PREDICTIONS,
  operations: (shape, _, bytes) => bytes * prediction(shape),
  joined: sum,
  segments: (task) =>
    ofPredictions(task, ({ kernels, count, outside }, values, at) => {
      const { counting } = task.stretch;
      if (!counting) throw new Error("net - counting without what counting pays");
      for (let i = 0; i < count; i++)
        values[at + i] = outside.has(i)
          ? Number.NaN
          : -kernels.logP[i] / Math.LN2 - counting[at + i];
    }),
};
