// The SIMD form of every cell, as far as memory and calls are concerned; its arithmetic is in the folder's assembly.ts, which
// assembly/cells.ts lists.
import type { CellName } from "./cell";

export interface SimdCell {
  /** Blocks of float32 that the way back needs of each step. */
  readonly factors: number;
  /**
   * The part of a layer's state of which dL/d(state before the step) does not come through W_hh alone: 0, h, where that is
   * added to it; 1, c, where it is all there is. Undefined: none.
   */
  readonly carries: 0 | 1 | undefined;
}

export const SIMD_CELLS: Readonly<Record<CellName, SimdCell>> = {
  tanh: { factors: 1, carries: undefined },
  relu: { factors: 1, carries: undefined },
  lstm: { factors: 6, carries: 1 },
  gru: { factors: 5, carries: 0 },
};
