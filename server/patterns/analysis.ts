// The whole analysis of a text: its greedy offsets, what they hold of it and, with a model, of the gradient; and its
// patterns as a list. Yields the fraction done, so that it can be shown and stopped.
import { finished, paced, within } from "../attribution/backward";
import type { Kernels, Weights } from "../kernels/interface";
import { hasGradient, shapeOf } from "../kernels/shape";
import type { ActiveJson, PatternRowJson, PatternsJson } from "../protocol/wire/patternsJson";
import { explainedOf, SEED, sampleOf } from "./explained";
import { inventoryOf, type PatternTable, supports } from "./inventory";
import { type Measured, PatternMeasures } from "./measures";
import { chooseOffsets } from "./offsets";

export interface AnalysisQuestion {
  /** The offsets that are chosen from are 1 .. maxOffset. */
  readonly maxOffset: number;
  /** How many are chosen. */
  readonly levels: number;
  /** Positions at which the net is measured; by default as many as take some seconds. */
  readonly sample?: number;
}

export interface Analysis {
  readonly json: PatternsJson;
  /** As in Inventory. */
  readonly depth: Uint8Array;
  readonly patterns: PatternTable;
  /** What the occurrences of each pattern add to E_abs; null without a model. */
  readonly shares: Float64Array | null;
}

export interface Net {
  readonly backend: Kernels;
  readonly weights: Weights;
}

/** Parts of the work, before the net is measured. */
const CHOICE = 0.2;
const INVENTORY = 0.3;

/** @param text longer than maxOffset */
export function* analysis(
  text: Uint8Array,
  { maxOffset, levels, sample: most }: AnalysisQuestion,
  net?: Net,
): Generator<number, Analysis> {
  const whole = net ? 1 : 1 / INVENTORY;
  const choice = chooseOffsets(text, maxOffset, levels);
  const offsets = yield* within(choice, 0, whole * CHOICE);
  const inventory = yield* within(inventoryOf(text, offsets), whole * CHOICE, whole * INVENTORY);
  const { patterns, depth, deepestLevel } = inventory;
  const json = {
    bytes: text.length,
    maxOffset,
    offsets,
    levels: inventory.levels,
    deepestLevel,
    supports: supports(patterns),
  };
  if (!net) return { json, depth, patterns, shares: null };
  const shape = shapeOf(net.weights);
  const sample = sampleOf(text, shape, offsets, most);
  const making = PatternMeasures.make(net.backend, net.weights, text, offsets, SEED);
  const measures = yield* paced(making, INVENTORY);
  const all: Measured[] = [];
  for (const [i, t] of sample.positions.entries()) {
    const done = INVENTORY + ((1 - INVENTORY) * i) / sample.positions.length;
    all.push(yield* paced(measures.at(t), done));
  }
  const explained = explainedOf(all, sample, shape, offsets);
  const usable = all.filter(({ shares }) => shares[explained.method]);
  const shares = new Float64Array(patterns.first.length);
  for (const { position, shares: by } of usable)
    shares[patterns.of[position + 1]] += (by[explained.method]?.abs.greedy ?? 0) / usable.length;
  return { json: { ...json, explained }, depth, patterns, shares };
}

/** Patterns by support, the most frequent first, then in the order of the text. */
export function rowsOf(
  text: Uint8Array,
  { json: { offsets }, patterns: { first, support }, shares }: Omit<Analysis, "depth">,
  most = first.length,
): PatternRowJson[] {
  const order = new Int32Array(first.length);
  for (let i = 0; i < order.length; i++) order[i] = i;
  order.sort((a, b) => support[b] - support[a] || first[a] - first[b]);
  return Array.from(order.subarray(0, most), (i) => ({
    position: first[i],
    context: offsets.map((d) => text[first[i] - d]),
    next: text[first[i]],
    support: support[i],
    share: shares ? shares[i] : null,
  }));
}

/** E_abs at one position t, by each method of the net; null where no attribution is usable. */
export function shareAt(
  text: Uint8Array,
  offsets: readonly number[],
  t: number,
  { backend, weights }: Net,
): NonNullable<ActiveJson["abs"]> | null {
  const measures = finished(PatternMeasures.make(backend, weights, text, offsets, SEED));
  const { shares } = finished(measures.at(t));
  const gated = shares.gated?.abs.greedy ?? null;
  if (!hasGradient(shapeOf(weights))) return gated === null ? null : { gated };
  return shares.gradient && { gradient: shares.gradient.abs.greedy, gated };
}
