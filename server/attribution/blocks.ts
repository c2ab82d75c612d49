// A long text in segments, a segment in blocks: states, predictions and traces of many positions at
// once, memory bounded by the segment. The statistics only read what a block leaves in the kernels'
// buffers. A segment begins from one handed-over state, so that several threads can share a text.

import {
  bindInSteps,
  type Capacity,
  type Kernels,
  type ModelKernels,
  type Weights,
} from "../kernels/interface";
import { recurrencesAtOnce, rowsAtOnce } from "../kernels/pauses";
import { checkLag } from "./finite";

/** Positions a block holds; chosen so that G and D of H = 128 stay in the second-level cache. */
export const BLOCK_ROWS = 64;
/** Positions of a segment: the unit of work of a thread and of every sum. Never depends on the threads. */
export const SEGMENT = 1024;

export interface Block {
  readonly kernels: ModelKernels;
  /** Position t of block row 0. */
  readonly t0: number;
  /** Where position 0 stands in what the text was cut from; for what is said of a position. */
  readonly origin: number;
  /** Rows, each with a true next byte. */
  readonly count: number;
  /** Window row of block row 0. */
  readonly first: number;
}

/** The first byte whose state the traces of a segment from `from` on look at. */
export function startOf(from: number, depth: number): number {
  return Math.max(0, from - depth);
}

function capacityFor(H: number, { length }: Uint8Array, depth: number): Capacity {
  const most = Math.max(1, Math.min(SEGMENT, length - 1));
  const rows = Math.min(BLOCK_ROWS, rowsAtOnce(2 * 256 * H), most);
  return { rows, window: most + depth };
}

/** The workspace of one thread: one segment at a time, its states and a block of its traces. */
export class SegmentWorkspace {
  private from = 0;
  private to = 0;
  private origin = 0;

  constructor(
    backend: Kernels,
    weights: Weights,
    private text: Uint8Array,
    readonly depth: number,
    readonly kernels: ModelKernels = backend.bind(weights, capacityFor(weights.H, text, depth)),
  ) {}

  /** One made with pauses: a large model takes long to bind. */
  static *make(
    backend: Kernels,
    weights: Weights,
    text: Uint8Array,
    depth: number,
  ): Generator<void, SegmentWorkspace> {
    const capacity = capacityFor(weights.H, text, depth);
    const kernels = yield* bindInSteps(backend, weights, capacity);
    return new SegmentWorkspace(backend, weights, text, depth, kernels);
  }

  /** Goes over to another text, no longer than the one it was made for where that is shorter than a segment. */
  read(text: Uint8Array, origin: number): void {
    this.text = text;
    this.origin = origin;
  }

  /**
   * The states of positions from .. to), at most SEGMENT, and of the `depth` before them. `state`
   * (float64 [H]) enters as the state before byte startOf(from), leaves as that before startOf(to).
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

  private *recur(
    from: number,
    to: number,
    state: Float64Array,
    row: number,
  ): Generator<void, void> {
    const { kernels, text } = this;
    const most = recurrencesAtOnce(kernels.stride);
    for (let at = from; at < to; at += most) {
      kernels.recur(text, at, Math.min(most, to - at), state, row + at - from);
      yield;
    }
  }

  /** Credits other bytes, by position, than those the states were made from; after forward(). */
  credit(bytes: Uint8Array): void {
    const start = startOf(this.from, this.depth);
    this.kernels.x.set(bytes.subarray(start, this.to), this.depth - (this.from - start));
  }

  /**
   * The blocks of the segment, for which forward() has run. When one is handed out, C = e_y - P and
   * G = g_t are set for every row. A generator, so that the caller may pause or stop between blocks.
   */
  *blocks(): Generator<Block, void> {
    const { depth, kernels, text, from, to, origin } = this;
    const { rows } = kernels.capacity;
    for (let t0 = from; t0 < to; t0 += rows) {
      const count = Math.min(rows, to - t0);
      const first = depth + t0 - from;
      kernels.readout(first, count);
      kernels.score(text.subarray(t0 + 1, t0 + 1 + count), count);
      kernels.outputGradient(count);
      yield { kernels, t0, origin, count, first };
    }
  }
}

/**
 * Moves all rows of a block through the lags 0 .. depth; `visit` reads gradient, gated, norm, G.
 * Pauses after every so many operations, inside a lag where the model is large.
 * @throws NotFinite for a model whose numbers leave the finite range here
 */
export function* traceBlock(
  { kernels, t0, origin, count, first }: Block,
  depth: number,
  visit: (k: number, from: number) => void,
): Generator<void, void> {
  const rows = rowsAtOnce(2 * kernels.stride ** 2);
  let done = 0;
  for (let k = 0; k <= depth; k++) {
    // Rows whose past is shorter than k have no such lag.
    const from = Math.max(0, k - t0);
    if (from >= count) break;
    kernels.lag(first, k, from, count);
    checkLag(kernels, origin + t0, k, from, count);
    visit(k, from);
    if (k === depth) break;
    for (let at = Math.max(0, k + 1 - t0); at < count; ) {
      const to = Math.min(count, at + rows);
      if (done > 0 && done + to - at > rows) {
        yield;
        done = 0;
      }
      kernels.step(at, to);
      done += to - at;
      at = to;
    }
  }
}
