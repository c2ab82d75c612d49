// Splits a long text into segments and a segment into blocks, to compute states, predictions and traces of many
// positions at once with memory bounded by the segment. The statistics only read what a block leaves in the kernels'
// buffers. Each segment starts from a state handed to it, so that several threads can share a text.
import {
  bindInSteps,
  type Capacity,
  type Kernels,
  type ModelKernels,
  type Weights,
} from "../kernels/interface";
import { rowsAtOnce, TILE } from "../kernels/limits";
import { paceOf, steps } from "../kernels/pace";
import { isPapers, isPredicted, type NetShape, shapeOf } from "../kernels/shape";
import { checkLag, checkPredictions } from "./finite";

/** Positions per block at most, chosen so that G and D of H = 128 fit in the second-level cache. */
const BLOCK_ROWS = 64;
/** What the rows of a block may take of that cache, beside the weights, where a net has gates or layers. */
const BLOCK_BYTES = 160 * 1024;
/** Positions per segment: the unit of work for a thread and of every sum. Never depends on the number of threads. */
export const SEGMENT = 1024;

const NONE: ReadonlySet<number> = new Set();

export interface Block {
  readonly kernels: ModelKernels;
  /** Position t of block row 0. */
  readonly t0: number;
  /** Where position 0 lies in the text that this one was cut from; used when reporting a position. */
  readonly origin: number;
  /** Number of rows; each has a true next byte. */
  readonly count: number;
  /**
   * Rows whose next byte is outside the net's alphabet: it is not predicted. C and g_t are zero there, log P and the best
   * byte mean nothing.
   */
  readonly outside: ReadonlySet<number>;
  /** Window row of block row 0. */
  readonly first: number;
}

/** The first byte whose state is needed by the traces of a segment that starts at `from`. */
export function startOf(from: number, depth: number): number {
  return Math.max(0, from - depth);
}

function capacityFor(weights: Weights, { length }: Uint8Array, depth: number): Capacity {
  const shape = shapeOf(weights);
  const most = Math.max(1, Math.min(SEGMENT, length - 1));
  const rows = Math.min(blockRows(shape), rowsAtOnce(2 * 256 * shape.H), most);
  return { rows, window: most + depth };
}

function blockRows(shape: NetShape): number {
  if (isPapers(shape)) return BLOCK_ROWS;
  // G, D, and about as much as D of what is kept of the step.
  const near = BLOCK_BYTES / (4 * (shape.stateSize + 2 * shape.errorSize));
  // With several layers a lag is products too, and does not pause.
  const inLag = shape.layers > 1 ? rowsAtOnce(shape.operations) : BLOCK_ROWS;
  return Math.max(TILE, Math.min(BLOCK_ROWS, inLag, TILE * Math.floor(near / TILE)));
}

/** The workspace of one thread: holds the states of one segment at a time and the traces of one block. */
export class SegmentWorkspace {
  private from = 0;
  private to = 0;
  private origin = 0;

  constructor(
    backend: Kernels,
    private readonly weights: Weights,
    private text: Uint8Array,
    readonly depth: number,
    readonly kernels: ModelKernels = backend.bind(weights, capacityFor(weights, text, depth)),
  ) {}

  /** Makes a workspace with pauses, since binding a large model takes long. */
  static *make(
    backend: Kernels,
    weights: Weights,
    text: Uint8Array,
    depth: number,
  ): Generator<void, SegmentWorkspace> {
    const capacity = capacityFor(weights, text, depth);
    const kernels = yield* bindInSteps(backend, weights, capacity);
    return new SegmentWorkspace(backend, weights, text, depth, kernels);
  }

  /**
   * Switches to another text. If the first text was shorter than a segment, the new one may not be longer than it.
   */
  read(text: Uint8Array, origin: number): void {
    this.text = text;
    this.origin = origin;
  }

  /**
   * Computes the states of positions from .. to), at most SEGMENT, and of the `depth` positions before them. `state`
   * (float64 [stateSize]) goes in as the state before byte startOf(from) and comes out as the one before startOf(to).
   */
  *forward(from: number, to: number, state: Float64Array): Generator<void, void> {
    const { depth } = this;
    this.from = from;
    this.to = to;
    const start = startOf(from, depth);
    const next = Math.max(start, startOf(to, depth));
    const row = depth - (from - start);
    yield* this.recur(start, next, state, row);
    yield* this.recur(next, to, state.slice(), row + next - start);
  }

  /** Runs the bytes from .. to) and keeps nothing of them but the state after the last one. */
  *pass(from: number, to: number, state: Float64Array): Generator<void, void> {
    const { window } = this.kernels.capacity;
    for (let at = from; at < to; at += window)
      yield* this.recur(at, Math.min(to, at + window), state, 0);
  }

  private *recur(
    from: number,
    to: number,
    state: Float64Array,
    row: number,
  ): Generator<void, void> {
    const { kernels, text } = this;
    const recur = (at: number, count: number) =>
      kernels.recur(text, from + at, count, state, row + at);
    for (const _ of steps(kernels.shape, to - from, recur)) yield;
  }

  /** After forward(): credits these bytes, by position, instead of those the states were computed from. */
  credit(bytes: Uint8Array): void {
    const start = startOf(this.from, this.depth);
    this.kernels.x.set(bytes.subarray(start, this.to), this.depth - (this.from - start));
  }

  private unpredicted(y: Uint8Array): ReadonlySet<number> {
    if (!this.weights.alphabet) return NONE;
    return new Set([...y.keys()].filter((row) => !isPredicted(this.weights, y[row])));
  }

  /**
   * The blocks of the segment; forward() must have run. Each block comes with C = e_y - P and G = g_t set for every
   * row. A generator, so that the caller may pause or stop between blocks.
   * @throws NotFinite if a row is no prediction
   */
  *blocks(): Generator<Block, void> {
    const { depth, kernels, text, from, to, origin } = this;
    const { rows } = kernels.capacity;
    for (let t0 = from; t0 < to; t0 += rows) {
      const count = Math.min(rows, to - t0);
      const first = depth + t0 - from;
      kernels.readout(first, count);
      const y = text.subarray(t0 + 1, t0 + 1 + count);
      kernels.score(y, count);
      checkPredictions(kernels, origin + t0, count);
      const outside = this.unpredicted(y);
      for (const row of outside) kernels.C.fill(0, row * 256, (row + 1) * 256);
      kernels.outputGradient(count);
      yield { kernels, t0, origin, count, first, outside };
    }
  }
}

/**
 * Moves all rows of a block through lags 0 .. depth; `visit` reads gradient, gated, norm and G. Pauses regularly,
 * within a lag if the model is large.
 * @throws NotFinite if the model's numbers leave the finite range
 */
export function* traceBlock(
  { kernels, t0, origin, count, first }: Block,
  depth: number,
  visit: (k: number, from: number) => void,
): Generator<void, void> {
  const { operations } = kernels.shape;
  const pace = paceOf(kernels.shape, "product");
  let done = 0;
  pace.begin();
  for (let k = 0; k <= depth; k++) {
    // Rows whose past is shorter than k do not have this lag.
    const from = Math.max(0, k - t0);
    if (from >= count) break;
    kernels.lag(first, k, from, count);
    checkLag(kernels, origin + t0, k, from, count);
    visit(k, from);
    if (k === depth) break;
    for (let at = Math.max(0, k + 1 - t0); at < count; ) {
      const rows = pace.rowsAtOnce(operations);
      const to = Math.min(count, at + rows);
      if (done > 0 && done + to - at > rows) {
        pace.end(done * operations);
        yield;
        pace.begin();
        done = 0;
      }
      kernels.step(at, to);
      done += to - at;
      at = to;
    }
  }
}
