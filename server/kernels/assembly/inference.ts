// Entry: the kernels of forward pass and trace. Memory and its layout belong to the caller (layout.ts).

export { packPanels, packWidePanels } from "./panels";
export { product } from "./product";
export { recur, recurVector } from "./recurrence";
export { softmax, score } from "./softmax";
export { lag } from "./lag";
export { tanhs } from "./tanh";
export { exps } from "./exponential";
