// The cells that are trained by steps, one row each; a function is found by the cell's name. The paper's cell has a whole
// chunk to itself (training.ts).
//
// forward32(a, strideA, before, after, strideState, factors, strideFactors, stride, rows): one step of `rows` streams,
// float32; strides in bytes, `stride` that of a block. a [width blocks] by place: pre-activations, overwritten; before,
// after [parts blocks]: the states; factors: what the way back multiplies with.
//
// backward: one step back, the trace's own (cells.ts), from the same factors.
//
// Padding of a state stays zero, as it does there.
export { gruForward32 } from "../cells/gru/training";
export { gruBackward } from "../cells/gru/assembly";
export { lstmForward32 } from "../cells/lstm/training";
export { lstmBackward } from "../cells/lstm/assembly";
