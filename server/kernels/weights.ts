// What a net is to every backend: its tensors, of one layer or several, and its alphabet. Not here: how they are read from
// a file (nets/), what follows from their sizes (shape.ts).
import type { CellName } from "./cells/cell";

/** Weights as stored: float32, row-major (docs/method.md, section 1). Rows of gates are in PyTorch's order. */
export interface Weights {
  /** Absent: tanh, the paper's cell. */
  readonly cell?: CellName;
  /** Hidden size, of every layer. */
  readonly H: number;
  /** [gates H x 256] Layer 1: W_ih e of each byte, whatever the net has in front of it; zero outside its alphabet. */
  readonly Wx: Float32Array;
  /** [gates H x H] */
  readonly Wh: Float32Array;
  /** [width H] By place of the pre-activations (cells/cell.ts), so that b_ih and b_hh are one where a cell adds them. */
  readonly bh: Float32Array;
  /** The layers on top of it, from the second on. Absent: none. */
  readonly upper?: readonly UpperLayer[];
  /** [256 x H] Of the top layer; zero outside the alphabet. */
  readonly Wy: Float32Array;
  /** [256] OUTSIDE for a byte outside the alphabet. */
  readonly by: Float32Array;
  /** [256] 1 for each byte of the alphabet; the others are neither read nor predicted. Absent: all are in it. */
  readonly alphabet?: Uint8Array;
}

export interface UpperLayer {
  /** [gates H x H] Takes h of the layer below. */
  readonly Wi: Float32Array;
  /** [gates H x H] */
  readonly Wh: Float32Array;
  /** [width H] */
  readonly b: Float32Array;
}

/** The logit of a byte that is not in the alphabet: its probability is exactly zero, and no sum overflows. */
export const OUTSIDE = -1e30;
