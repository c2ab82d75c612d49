// How faithful the methods of attribution are, measured by running the net (docs/causes.md, section 7): whether their
// order of the past bytes is that of occlusion, and what the probability loses without the first few of it, or keeps with
// them alone. Beside them stand orders that know nothing, and maps of shuffled weights.
import { RANKED, type Ranked } from "../protocol/vocabulary/faithfulness";
import { createRandom } from "../training/initialise";
import { type FaithfulnessTask, type Measured, SHUFFLED, Sums } from "./positionMeasures";

/** For the order by |score| and for that by signed score, largest first. */
export interface ByOrder {
  readonly absolute: number;
  readonly signed: number;
}

export interface MethodFaithfulness {
  /** Rank correlation of |score| with |occlusion| inside a position, averaged. */
  readonly spearman: number;
  /** Share of the positions where both name the same lag first. */
  readonly topLagAgreement: number;
  /** p - p(without the first m lags), averaged over sizes and positions: large if they matter. */
  readonly comprehensiveness: ByOrder;
  /** p - p(with only them), averaged: small if they suffice. */
  readonly sufficiency: ByOrder;
}

export interface Faithfulness {
  readonly positions: { readonly from: number; readonly step: number; readonly count: number };
  readonly methods: Readonly<Record<Ranked, MethodFaithfulness>>;
  /** Rank correlation of the signed `gradient` map with that of weights whose tensor was shuffled, averaged. */
  readonly shuffledWeights: Readonly<Record<(typeof SHUFFLED)[number], number>>;
  /** The smallest sufficient sets, and what sets of the same size from the top of each order lose; bits lost. */
  readonly sufficientSets: {
    readonly meanSize: number;
    readonly meanLost: number;
    readonly sameSize: Readonly<Record<Ranked, number>>;
  };
}

/**
 * The positions: at most `sample` of them in even steps, from twice the depth on, each with a full window and a next byte.
 * Undefined if the text is too short for one.
 */
export function samplePositions(bytes: number, depth: number, sample: number) {
  const from = 2 * depth;
  const last = bytes - 2;
  if (last < from) return undefined;
  const step = Math.max(1, Math.floor((last - from) / Math.max(1, sample - 1)));
  return { from, step, count: Math.min(sample, Math.floor((last - from) / step) + 1) };
}

/** In the order of the text. @param positions those of samplePositions() */
export function* faithfulnessTasks(
  { from, step, count }: Faithfulness["positions"],
  depth: number,
  seed: number,
): Generator<FaithfulnessTask, undefined> {
  const random = createRandom(seed);
  for (let i = 0; i < count; i++) {
    const scores = Array.from({ length: depth + 1 }, () => random.uniform());
    yield { position: from + i * step, random: scores };
  }
  return undefined;
}

/** The means over the positions. @param all in the order of the text, so that the sums are always the same */
export function faithfulnessOf(
  positions: Faithfulness["positions"],
  all: readonly Measured[],
): Faithfulness {
  const sums = new Sums();
  for (const measured of all)
    for (const [name, value] of Object.entries(measured)) sums.add(name, value);
  const mean = (name: string) => (sums.totals.get(name) ?? 0) / positions.count;
  const byOrder = (name: string): ByOrder => ({
    absolute: mean(`${name} absolute`),
    signed: mean(`${name} signed`),
  });
  const methods = RANKED.map((name) => [
    name,
    {
      spearman: mean(`${name} spearman`),
      topLagAgreement: mean(`${name} top`),
      comprehensiveness: byOrder(`${name} comprehensiveness`),
      sufficiency: byOrder(`${name} sufficiency`),
    },
  ]);
  const shuffled = SHUFFLED.map((which) => [which, mean(`shuffled ${which}`)]);
  const sameSize = RANKED.map((name) => [name, mean(`${name} same size`)]);
  return {
    positions,
    methods: Object.fromEntries(methods) as Faithfulness["methods"],
    shuffledWeights: Object.fromEntries(shuffled) as Faithfulness["shuffledWeights"],
    sufficientSets: {
      meanSize: mean("size"),
      meanLost: mean("lost"),
      sameSize: Object.fromEntries(sameSize) as Faithfulness["sufficientSets"]["sameSize"],
    },
  };
}
