// How faithful the methods of attribution are, measured by running the net (docs/causes.md, section 7): whether their
// order of the past bytes is that of occlusion, and what the probability loses without the first few of it, or keeps with
// them alone. Beside them stand orders that know nothing, and maps of shuffled weights.
import { type Alphabetic, isPredicted } from "../kernels/shape";
import { type OfRanked, RANKED } from "../protocol/vocabulary/faithfulness";
import { createRandom } from "../training/random";
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
  readonly positions: Positions;
  readonly methods: OfRanked<MethodFaithfulness>;
  /** Rank correlation of the signed gradient's map with that of weights whose tensor was shuffled, averaged. */
  readonly shuffledWeights: Readonly<Record<(typeof SHUFFLED)[number], number>>;
  /** The smallest sufficient sets, and what sets of the same size from the top of each order lose; bits lost. */
  readonly sufficientSets: {
    readonly meanSize: number;
    readonly meanLost: number;
    readonly sameSize: OfRanked<number>;
  };
}

export interface Positions {
  readonly from: number;
  readonly step: number;
  /** How many are measured. */
  readonly count: number;
  /** How many are not, since nothing predicts the byte after them. */
  readonly outside: number;
}

/**
 * The positions: at most `sample` of them in even steps, from twice the depth on, each with a full window and a next byte.
 * Undefined if the text is too short for one.
 */
export function samplePositions(
  net: Alphabetic,
  text: Uint8Array,
  depth: number,
  sample: number,
): Positions | undefined {
  const from = 2 * depth;
  const last = text.length - 2;
  if (last < from) return undefined;
  const step = Math.max(1, Math.floor((last - from) / Math.max(1, sample - 1)));
  const all = Math.min(sample, Math.floor((last - from) / step) + 1);
  let count = 0;
  for (let i = 0; i < all; i++) if (isPredicted(net, text[from + i * step + 1])) count++;
  return { from, step, count, outside: all - count };
}

/** In the order of the text. @param positions those of samplePositions() */
export function* faithfulnessTasks(
  net: Alphabetic,
  text: Uint8Array,
  { from, step, count, outside }: Positions,
  depth: number,
  seed: number,
): Generator<FaithfulnessTask, undefined> {
  const random = createRandom(seed);
  for (let i = 0; i < count + outside; i++) {
    const position = from + i * step;
    if (!isPredicted(net, text[position + 1])) continue;
    const scores = Array.from({ length: depth + 1 }, () => random.uniform());
    yield { position, random: scores };
  }
  return undefined;
}

/**
 * The means over the positions, of the orders that were measured.
 * @param all in the order of the text, so that the sums are always the same
 */
export function faithfulnessOf(positions: Positions, all: readonly Measured[]): Faithfulness {
  const sums = new Sums();
  for (const one of all) for (const [name, value] of Object.entries(one)) sums.add(name, value);
  const mean = (name: string) => (sums.totals.get(name) ?? 0) / positions.count;
  const byOrder = (name: string): ByOrder => ({
    absolute: mean(`${name} absolute`),
    signed: mean(`${name} signed`),
  });
  const measured = RANKED.filter((name) => sums.totals.has(`${name} spearman`));
  const methods = measured.map((name) => [
    name,
    {
      spearman: mean(`${name} spearman`),
      topLagAgreement: mean(`${name} top`),
      comprehensiveness: byOrder(`${name} comprehensiveness`),
      sufficiency: byOrder(`${name} sufficiency`),
    },
  ]);
  const shuffled = SHUFFLED.map((which) => [which, mean(`shuffled ${which}`)]);
  const sameSize = measured.map((name) => [name, mean(`${name} sameSize`)]);
  return {
    positions,
    methods: Object.fromEntries(methods) as unknown as Faithfulness["methods"],
    shuffledWeights: Object.fromEntries(shuffled) as Faithfulness["shuffledWeights"],
    sufficientSets: {
      meanSize: mean("size"),
      meanLost: mean("lost"),
      sameSize: Object.fromEntries(
        sameSize,
      ) as unknown as Faithfulness["sufficientSets"]["sameSize"],
    },
  };
}
