// Entry: the kernels of a training chunk. Memory and its layout belong to the caller (trainingLayout.ts).

export { product } from "./product";
export { forwardChunk, backwardChunk } from "./trainingRecurrence";
export { lossGradient } from "./trainingLoss";
export { outerProducts, columnSums, scatterRows, transposePanels } from "./trainingProducts";
export { sumOfSquares, adamStep } from "./trainingAdam";
