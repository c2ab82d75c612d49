// How far back a net looks (docs/causes.md, section 4): the loss of a target when the net runs from a zero state on the
// last m bytes only, and the mean of that over a text.
import { bindInSteps, type Kernels, type Weights } from "../../kernels/interface";
import type { Runs } from "../../kernels/runs";
import { paced } from "../backward";
import { lossOfLogits } from "../objective";
import { run } from "./byteCurve";

/** The numbers of bytes that are asked about. */
export const LENGTHS = [1, 2, 4, 8, 16, 32, 64, 128, 256] as const;

export interface Remembered {
  /** How many bytes the net has seen. */
  readonly m: number;
  /** -log2 p(y) */
  readonly bits: number;
}

/**
 * bits(m) of y after text[.. position], for every length that the text has before it; the runs move together once each has
 * begun. Yields the length at hand.
 * @param runs any workspace of the model; its states are overwritten
 */
export function* memoryOf(
  runs: Runs,
  text: Uint8Array,
  position: number,
  y: number,
): Generator<number, Remembered[]> {
  const { capacity, states, stride, logits } = runs;
  const lengths = LENGTHS.filter((m) => m <= position + 1);
  const found: Remembered[] = [];
  for (let first = 0; first < lengths.length; first += capacity.rows) {
    // The longest begins first, in row 0.
    const group = lengths.slice(first, first + capacity.rows).reverse();
    const inputs = new Uint16Array(text.subarray(position + 1 - group[0], position + 1));
    states.fill(0, 0, group.length * stride);
    for (const [row, m] of group.entries())
      yield* run(runs, inputs, group[0] - m, group[0] - (group[row + 1] ?? 0), row + 1, m);
    runs.readout(0, group.length);
    for (const [row, m] of [...group.entries()].reverse())
      found.push({ m, bits: lossOfLogits(logits.subarray(row * 256, (row + 1) * 256), y) });
  }
  return found;
}

export interface MemoryPoint {
  readonly m: number;
  /** Mean bits(m). */
  readonly bitsPerByte: number;
  /** Targets that the mean is over, each with at least m bytes before it. */
  readonly count: number;
}

/** Targets of one mean; a longer text is sampled in even steps. */
const MOST_TARGETS = 4096;
/** Predictions that are read out together. */
const ROWS = 64;

/** The memory curve of a text, for every length that it has before some target. Yields the fraction done. */
export function* memoryCurve(
  backend: Kernels,
  weights: Weights,
  text: Uint8Array,
): Generator<number, MemoryPoint[]> {
  const lengths = LENGTHS.filter((m) => m < text.length);
  const steps = lengths.reduce((sum, m) => sum + m, 0);
  const rows = Math.min(ROWS, text.length);
  const kernels = yield* paced(bindInSteps(backend, weights, { rows, window: rows + 1 }), 0);
  const state = new Float64Array(weights.H);
  const y = new Uint8Array(rows);
  const points: MemoryPoint[] = [];
  let done = 0;
  for (const m of lengths) {
    const all = text.length - m;
    const count = Math.min(all, MOST_TARGETS);
    let bits = 0;
    for (let first = 0; first < count; first += rows) {
      const block = Math.min(rows, count - first);
      for (let row = 0; row < block; row++) {
        const t = m - 1 + Math.floor(((first + row) * all) / count);
        state.fill(0);
        // Only the last state is read out; those before it share one row.
        for (let at = t - m + 1; at < t; at++) kernels.recur(text, at, 1, state, rows);
        kernels.recur(text, t, 1, state, row);
        y[row] = text[t + 1];
        yield (done + (m * (first + row)) / count) / steps;
      }
      kernels.readout(0, block);
      kernels.score(y, block);
      for (let row = 0; row < block; row++) bits -= kernels.logP[row] / Math.LN2;
    }
    done += m;
    points.push({ m, bitsPerByte: bits / count, count });
  }
  return points;
}
