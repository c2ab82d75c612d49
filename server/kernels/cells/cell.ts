// What a recurrent cell is to everything else: how many numbers a step and its way back have, and the reference of both,
// element by element, in float64. The matrix products around it, the layers and the time are the same for every cell
// (reference.ts, layered.ts).
import { exp } from "../elementary";

/** The cells of PyTorch's nn.RNN (tanh, relu), nn.LSTM and nn.GRU. */
export type CellName = "tanh" | "relu" | "lstm" | "gru";

/** The cells that are trained here (training.ts). */
export type TrainedCell = Exclude<CellName, "relu">;

/**
 * A step takes pre-activations a, [width x H]: what W_ih e, W_hh h and the biases add up to. Gate n of PyTorch's order has
 * its input part at place input[n] of a, its hidden part at hidden[n]; they differ only where a cell treats the two parts
 * differently. Everything is laid out in blocks of H numbers.
 */
export interface CellShape {
  /** Gates: W_ih has gates * H rows, and so has W_hh. */
  readonly gates: number;
  readonly width: number;
  readonly input: readonly number[];
  readonly hidden: readonly number[];
  /** Places whose dL/da follows from another place's, [place, of]: no pre-activation of its own for a threshold. */
  readonly follows: readonly (readonly [place: number, of: number])[];
  /** Blocks of a layer's state: 1, h; or 2, h and c. */
  readonly parts: 1 | 2;
}

/** A slice of `numbers` that begins at `at`. */
export interface At {
  readonly numbers: Float64Array;
  readonly at: number;
}

/** The float64 reference of a cell. Arrays are not checked; nothing is allocated. */
export interface Cell extends CellShape {
  /** Blocks that the way back needs of each step. */
  readonly kept: number;
  /** From a to the next state, in place, leaving in `tape` what backward() needs. */
  forward(H: number, a: Float64Array, state: At, tape: At): void;
  /**
   * One step back. g: dL/d(state after the step). Sets D = dL/da, and `carry`: what of dL/d(state before it) does not go
   * through W_hh.
   */
  backward(H: number, tape: At, g: At, D: At, carry: At): void;
  /** The same step forward-mode, as a check of backward(): da and the tangent of the state before it, in place. */
  tangent(H: number, tape: At, da: Float64Array, u: At): void;
}

/** 1 / (1 + e^-x), without overflow. */
export function sigmoid(x: number): number {
  const e = exp(-Math.abs(x));
  return x < 0 ? e / (1 + e) : 1 / (1 + e);
}
