// The SIMD form of every cell, one row each; a function is found by the cell's name. As table.ts of the references.
//
// forward(a, rest, state, factors, stride): one step of one row, float64. a [width x stride], by place: pre-activations,
// overwritten; rest: working space of as many; state [parts x stride]: before the step, then after it; factors
// [factors x stride] float32: what the way back multiplies with, computed in float64 and rounded once.
//
// backward(G, strideG, factors, strideFactors, D, strideD, carry, strideCarry, stride, rows): one step back of each row,
// float32; strides in bytes, `stride` that of a block. G: dL/d(state after the step); sets D = dL/da by place, and carry:
// what of dL/d(state before it) does not go through W_hh, where the cell has such a block.
//
// Padding of a state stays zero. Factors are not zero there, but G is, and so are D and carry.
export { elmanBackward as tanhBackward, elmanBackward as reluBackward, reluForward, tanhForward } from "../cells/elman/assembly";
export { lstmBackward, lstmForward } from "../cells/lstm/assembly";
export { gruBackward, gruForward } from "../cells/gru/assembly";
