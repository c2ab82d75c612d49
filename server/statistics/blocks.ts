// A whole text in blocks: states, predictions and traces of many positions at once, memory bounded by
// the block. The statistics only read what a block leaves in the kernels' buffers.
import type { Kernels, ModelKernels, Weights } from "../kernels/interface";

/** Positions a block holds; chosen so that G and D of H = 128 stay in the second-level cache. */
export const BLOCK_ROWS = 64;

export interface Block {
  readonly kernels: ModelKernels;
  /** Position t of block row 0. */
  readonly t0: number;
  /** Rows, each with a true next byte. */
  readonly count: number;
  /** Window row of block row 0. */
  readonly first: number;
}

export interface BlockOptions {
  readonly depth: number;
  /** Positions from .. to), each with a true next byte; the whole text if not given. */
  readonly from?: number;
  readonly to?: number;
  /** h_{from - 1 - depth}, float64, where `from` > depth: what a checkpoint holds. */
  readonly before?: Float64Array;
}

/**
 * Calls `visit` for each block in order. On the call C = e_y - P and G = g_t are set for every row.
 * A generator, so that the caller may pause between blocks, report progress or stop.
 */
export function* blocks(
  backend: Kernels,
  weights: Weights,
  text: Uint8Array,
  { depth, from = 0, to = text.length - 1, before }: BlockOptions,
): Generator<Block> {
  const rows = Math.max(1, Math.min(BLOCK_ROWS, to - from));
  const kernels = backend.bind(weights, { rows, window: rows + depth });
  const state = before?.slice() ?? new Float64Array(weights.H);
  // The past of the first block: rows 0 .. depth of the window, as far as the text reaches back.
  const past = Math.min(depth, from);
  kernels.recur(text, from - past, past, state, depth - past);
  for (let t0 = from; t0 < to; t0 += rows) {
    const count = Math.min(rows, to - t0);
    kernels.recur(text, t0, count, state, depth);
    kernels.readout(depth, count);
    kernels.score(text.subarray(t0 + 1, t0 + 1 + count), count);
    kernels.outputGradient(count);
    yield { kernels, t0, count, first: depth };
    kernels.moveRows(rows, 0, depth);
  }
}

/** Moves all rows of a block through the lags 0 .. depth; `visit` reads gradient, gated, norm, G. */
export function traceBlock(
  { kernels, t0, count, first }: Block,
  depth: number,
  visit: (k: number, from: number) => void,
): void {
  for (let k = 0; k <= depth; k++) {
    // Rows whose past is shorter than k have no such lag.
    const from = Math.max(0, k - t0);
    if (from >= count) break;
    kernels.lag(first, k, from, count);
    visit(k, from);
    if (k < depth) kernels.step(Math.max(0, k + 1 - t0), count);
  }
}
