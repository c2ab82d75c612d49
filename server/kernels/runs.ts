// What every backend provides for running one model many times: states that take the same inputs together, and, where a
// backend has it, a quicker and coarser look at runs that leave a common path. Not here: single traces and their
// readout (interface.ts), which runs are asked for (attribution/causes).
import type { NetShape } from "./shape";

/** The input that is not a byte but the vector `replacement`. */
export const REPLACED = 256;

export interface RunsCapacity {
  /** States held at once. */
  readonly rows: number;
  /** Steps of the path of a screen, and most inputs of one call of recur(). */
  readonly steps: number;
}

/** One model and one workspace. No operation allocates. Views stay valid while the object lives. */
export interface Runs {
  readonly shape: NetShape;
  readonly capacity: RunsCapacity;
  /** Elements from one row of states to the next. */
  readonly stride: number;
  /**
   * [rows x stride] float64 state of each row, as ModelKernels.recur() has it; the caller sets where a row begins. What
   * follows it up to the stride is zero and stays so.
   */
  readonly states: Float64Array;
  /** [inputSize] float64, what the input REPLACED puts in place of a column of W_x. Set by the caller. */
  readonly replacement: Float64Array;
  /** [rows x 256] float64 z, set by readout(). */
  readonly logits: Float64Array;
  /**
   * The states of rows first .. end) take the steps inputs[from .. from + count), bytes or REPLACED, in float64. A row gets
   * the bits that ModelKernels.recur() gives it, whatever rows are beside it.
   * @throws RangeError outside the capacity, in backends where it would do harm
   */
  recur(inputs: Uint16Array, from: number, count: number, first: number, end: number): void;
  /** z = W_y h + b_y of rows first .. end) in float64, the same bits in every backend. @throws as recur() */
  readout(first: number, end: number): void;
  /** Undefined where it would be no quicker. */
  readonly screen?: Screen;
}

/**
 * Runs that leave a common path, each in one step by another input there, with the inputs of the path from then on. In
 * float32, but what is carried is the deviation from the path, so that errors are relative to it: 1e-5 of the largest
 * of `shifts` of a row, measured (test/property/runs.test.ts).
 */
export interface Screen {
  /** [steps x stride] float64 h after each step of the path. Set by the caller, padding zero. */
  readonly path: Float64Array;
  /**
   * [steps x stride] float32: by how much the input of a row that leaves the path differs there. By step for deviate(),
   * by row for leave(). Set by the caller, padding zero.
   */
  readonly change: Float32Array;
  /** [rows x 256] float32 z' - z at the end of the path, set by readout(). */
  readonly shifts: Float32Array;
  /**
   * Steps from .. from + count) of rows first .. first + active), and of one more row for each step that `leaves` marks.
   * Returns how many rows are active then.
   * @throws RangeError outside the capacity
   */
  deviate(leaves: Uint8Array, from: number, count: number, first: number, active: number): number;
  /** Rows 0 .. count) leave the path in the step `at`, all by other inputs. @throws as deviate() */
  leave(at: number, count: number): void;
  /** W_y (h' - h) of rows first .. end). @throws as deviate() */
  readout(first: number, end: number): void;
}

export function hasRows({ rows }: RunsCapacity, first: number, end: number): boolean {
  return first >= 0 && first <= end && end <= rows;
}

/** Outside the capacity a kernel would overwrite neighbouring regions. */
export function checkInside(isInside: boolean): void {
  if (!isInside) throw new RangeError("Runs outside the capacity of the bound kernels.");
}
