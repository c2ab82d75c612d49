// What a training thread shows to the server: its progress, and the weights to keep if it ended now. In shared
// memory, so that a cancellation or a checkpoint never waits for the thread.
import type { TrainedCell } from "../kernels/cells/cell";
import type { Weights } from "../kernels/interface";
import { shapeOf } from "../kernels/shape";
import { parameterCount } from "../kernels/training";
import { emptyWeights } from "../training/initialise";
import { sharedBuffer } from "./shared";

/** The numbers that go with the weights. */
export interface Standing {
  /** Whole epochs. */
  readonly epochs: number;
  /** NaN if nothing is known yet. */
  readonly bitsPerByte: number;
  /** Whether bitsPerByte was measured on these weights; otherwise it is the running loss. */
  readonly measured: boolean;
}

export interface TakenDown {
  readonly weights: Weights;
  readonly standing: Standing;
}

export interface BoardProgress {
  readonly epochs: number;
  readonly planned: number;
  /** Fraction of the current epoch that is done. */
  readonly ofEpoch: number;
  /** NaN before the first measurement. */
  readonly best: number;
  readonly running: number;
}

/** All in shared memory. */
export interface BoardMemory {
  readonly H: number;
  readonly cell: TrainedCell;
  /** [1] how many times weights were put up. */
  readonly count: Int32Array;
  /** Two slots, used in turn: the parameters one tensor after the other, and three numbers. */
  readonly slots: readonly [Float32Array, Float32Array];
  readonly standings: readonly [Float64Array, Float64Array];
  /** [5] */
  readonly progress: Float64Array;
}

export function createBoard(H: number, cell: TrainedCell = "tanh"): BoardMemory {
  const bytes = 4 * parameterCount(shapeOf({ H, cell }));
  const slot = () => new Float32Array(sharedBuffer(bytes));
  const standing = () => new Float64Array(sharedBuffer(8 * 3));
  return {
    H,
    cell,
    count: new Int32Array(sharedBuffer(4)),
    slots: [slot(), slot()],
    standings: [standing(), standing()],
    progress: new Float64Array(sharedBuffer(8 * 5)),
  };
}

/**
 * Called by the training thread. Measured weights are replaced only by weights that measure no worse, because a
 * thread that repeats the work of a dead one starts with less than that one had.
 */
export function putUp(board: BoardMemory, weights: Weights, standing: Standing): void {
  const before = standingOn(board);
  if (before?.measured && !(standing.measured && standing.bitsPerByte <= before.bitsPerByte))
    return;
  const next = Atomics.load(board.count, 0) + 1;
  let at = 0;
  for (const tensor of tensors(weights)) {
    board.slots[next & 1].set(tensor, at);
    at += tensor.length;
  }
  const { epochs, bitsPerByte, measured } = standing;
  board.standings[next & 1].set([epochs, bitsPerByte, measured ? 1 : 0]);
  Atomics.store(board.count, 0, next);
}

export function showProgress(board: BoardMemory, p: BoardProgress): void {
  board.progress.set([p.epochs, p.planned, p.ofEpoch, p.best, p.running]);
}

export function readProgress({ progress }: BoardMemory): BoardProgress {
  const [epochs, planned, ofEpoch, best, running] = progress;
  return { epochs, planned, ofEpoch, best, running };
}

/** The standing of the weights put up last, for the training thread; undefined before the first. */
export function standingOn({ count, standings }: BoardMemory): Standing | undefined {
  const now = Atomics.load(count, 0);
  if (now === 0) return undefined;
  const [epochs, bitsPerByte, measured] = standings[now & 1];
  return { epochs, bitsPerByte, measured: measured === 1 };
}

/** Called by the server: a copy of the last weights put up; undefined before the first. */
export function takeDown(board: BoardMemory): TakenDown | undefined {
  for (;;) {
    const count = Atomics.load(board.count, 0);
    if (count === 0) return undefined;
    const weights = emptyWeights(board.H, board.cell);
    let at = 0;
    for (const tensor of tensors(weights)) {
      tensor.set(board.slots[count & 1].subarray(at, at + tensor.length));
      at += tensor.length;
    }
    const [epochs, bitsPerByte, measured] = board.standings[count & 1];
    // The thread writes to the other slot until it increments the count; if it has, this copy may be a mixture.
    if (Atomics.load(board.count, 0) !== count) continue;
    return { weights, standing: { epochs, bitsPerByte, measured: measured === 1 } };
  }
}

function tensors({ Wx, Wh, bh, Wy, by }: Weights): readonly Float32Array[] {
  return [Wx, Wh, bh, Wy, by];
}
