// How far back a net looks (docs/causes.md, section 4): the loss of a target when the net runs from a zero state on the
// last m bytes only, and the mean of that over a text.
import { bindInSteps, type Kernels, type Weights } from "../../kernels/interface";
import { rowsAtOnce } from "../../kernels/limits";
import { everyStep } from "../../kernels/pace";
import type { Runs } from "../../kernels/runs";
import { isPredicted, type NetShape } from "../../kernels/shape";
import { MEMORY_LENGTHS } from "../../protocol/vocabulary/causes";
import type { MemoryPoint } from "../../protocol/wire/reportJson";
import { paced } from "../backward";
import { finitePrediction } from "../finite";
import { lossOfLogits } from "../objective";
import { evenly } from "../types";
import { run } from "./steps";

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
  const lengths = MEMORY_LENGTHS.filter((m) => m <= position + 1);
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

/** Targets of one mean; a longer text is sampled in even steps. */
const MOST_TARGETS = 4096;
/** Targets of one mean at least, however large the net. */
const FEWEST_TARGETS = 64;
/** Predictions that are read out together. */
const ROWS = 64;

/** Targets of one mean for which the whole curve takes about this many operations. */
export function targetsWithin(operations: number, shape: Pick<NetShape, "operations">): number {
  const steps = MEMORY_LENGTHS.reduce<number>((sum, m) => sum + m, 0);
  const most = Math.floor(operations / (shape.operations * steps));
  return Math.min(MOST_TARGETS, Math.max(FEWEST_TARGETS, most));
}

/** A part of the curve: at most 64 targets of one length. */
export interface MemoryPart {
  readonly m: number;
  /** The positions t before its targets. */
  readonly positions: readonly number[];
}

/** @param most targets of one mean */
export function memoryParts(bytes: number, most = MOST_TARGETS): MemoryPart[] {
  return MEMORY_LENGTHS.filter((m) => m < bytes).flatMap((m) => {
    const all = evenly(m - 1, bytes - 2, most);
    const parts: MemoryPart[] = [];
    for (let first = 0; first < all.length; first += ROWS)
      parts.push({ m, positions: all.slice(first, first + ROWS) });
    return parts;
  });
}

/** The bytes that a part needs: for each target the m bytes before it and itself, one after the other. */
export interface MemoryTask {
  readonly m: number;
  readonly bytes: Uint8Array;
}

export function memoryTask({ m, positions }: MemoryPart, copy: CopyBytes): MemoryTask {
  const bytes = new Uint8Array(positions.length * (m + 1));
  for (const [row, t] of positions.entries()) bytes.set(copy(t - m + 1, t + 2), row * (m + 1));
  return { m, bytes };
}

/** Bytes from .. to) of the text. */
type CopyBytes = (from: number, to: number) => Uint8Array;

/** bits(m) summed over the targets of a part that are in the net's alphabet, and how many these are. */
export interface MemorySum {
  readonly bits: number;
  readonly count: number;
}

/** Makes what sums bits(m) over the targets of a part, which yields the fraction done. */
export function* memorySums(backend: Kernels, weights: Weights) {
  const kernels = yield* paced(bindInSteps(backend, weights, { rows: ROWS, window: ROWS + 1 }), 0);
  const block = Math.min(ROWS, rowsAtOnce(2 * 256 * kernels.stride));
  const state = new Float64Array(kernels.shape.stateSize);
  return function* ({ m, bytes }: MemoryTask): Generator<number, MemorySum> {
    const count = bytes.length / (m + 1);
    const isDue = everyStep(kernels.shape);
    for (let row = 0; row < count; row++) {
      const first = row * (m + 1);
      state.fill(0);
      for (let i = 0; i < m; i++) {
        // Only the last state is read out; those before it share one row.
        kernels.recur(bytes, first + i, 1, state, i === m - 1 ? row : ROWS);
        if (isDue()) yield row / count;
      }
    }
    const y = Uint8Array.from({ length: count }, (_, row) => bytes[row * (m + 1) + m]);
    let [bits, predicted] = [0, 0];
    for (let first = 0; first < count; first += block) {
      const rows = Math.min(block, count - first);
      kernels.readout(first, rows);
      kernels.score(y.subarray(first, first + rows), rows);
      for (let row = 0; row < rows; row++) {
        if (!isPredicted(weights, y[first + row])) continue;
        bits -= finitePrediction(kernels.logP[row]) / Math.LN2;
        predicted++;
      }
      yield 1;
    }
    return { bits, count: predicted };
  };
}

/** @param sums of each part */
export function memoryPoints(
  parts: readonly MemoryPart[],
  sums: readonly MemorySum[],
): MemoryPoint[] {
  const points = new Map<number, { bits: number; count: number }>();
  for (const [i, { m }] of parts.entries()) {
    const { bits, count } = points.get(m) ?? { bits: 0, count: 0 };
    points.set(m, { bits: bits + sums[i].bits, count: count + sums[i].count });
  }
  return [...points]
    .filter(([, { count }]) => count > 0)
    .map(([m, { bits, count }]) => ({ m, bitsPerByte: bits / count, count }));
}

/** The memory curve of a text, for every length that it has before some target. Yields the fraction done. */
export function* memoryCurve(
  backend: Kernels,
  weights: Weights,
  text: Uint8Array,
): Generator<number, MemoryPoint[]> {
  const parts = memoryParts(text.length);
  const steps = parts.reduce((sum, { m, positions }) => sum + m * positions.length, 0);
  const sum = yield* memorySums(backend, weights);
  const sums: MemorySum[] = [];
  let done = 0;
  for (const part of parts) {
    const size = part.m * part.positions.length;
    const work = sum(memoryTask(part, (from, to) => text.subarray(from, to)));
    let step = work.next();
    for (; !step.done; step = work.next()) yield (done + step.value * size) / steps;
    sums.push(step.value);
    done += size;
  }
  return memoryPoints(parts, sums);
}
