// What the aligned bytes of two sides cost, held against each other (docs/compare.md, section 2). Yields the fraction done. Not
// here: where the costs come from, words.
import { paced } from "../attribution/backward";
import { percentile } from "../counting/percentile";
import { CLEAR_BITS } from "../protocol/vocabulary/counting";
import type {
  CertaintyJson,
  ComparisonJson,
  LargestJson,
  Sides,
} from "../protocol/wire/comparisonJson";
import type { Alignment } from "./alignment";

export interface Compared {
  readonly alignment: Alignment;
  /** [bytes of each side] what each byte costs, in bits; NaN for the first and for those that are not predicted. */
  readonly here: Float32Array;
  readonly there: Float32Array;
  /** A byte of this side. */
  readonly byteAt: (position: number) => number;
}

/** Bytes of a stretch that counts as one draw; docs/compare.md says why. */
const BLOCK = 64;
/** Fewer stretches give no standard error. */
const LEAST_BLOCKS = 10;
/** Of a normal distribution, two-sided 95 %. */
const NORMAL_95 = 1.96;
const MOST_LISTED = 10;
/** Bytes between two pauses. */
const PIECE = 32768;

export function* comparisonOf(compared: Compared): Generator<number, ComparisonJson> {
  const { alignment, here, there } = compared;
  const aligned = alignment.runs.reduce((sum, { length }) => sum + length, 0);
  const sums = new Sums();
  const differences = new Float32Array(aligned);
  let done = 0;
  for (const run of alignment.runs)
    for (let i = 0; i < run.length; i++) {
      if (done++ % PIECE === 0) yield (0.5 * done) / aligned;
      const [p, q] = [run.here + i, run.there + i];
      if (p === 0 || q === 0) sums.first++;
      else if (Number.isNaN(here[p]) || Number.isNaN(there[q])) {
        sums.outside.either++;
        if (Number.isNaN(here[p])) sums.outside.here++;
        if (Number.isNaN(there[q])) sums.outside.there++;
      } else {
        differences[sums.count] = there[q] - here[p];
        sums.add(p, q, here[p], there[q], compared.byteAt);
      }
    }
  const own = differences.subarray(0, sums.count);
  const quantiles: number[] = [];
  for (const share of [0.1, 0.5, 0.9])
    quantiles.push((yield* paced(percentile(own, share), 0.5 + 0.5 * share)) ?? 0);
  const [low, median, high] = quantiles;
  return {
    bytes: { here: here.length, there: there.length },
    only: { here: here.length - aligned, there: there.length - aligned },
    isCoarse: alignment.isCoarse,
    ...sums.result(),
    difference: sums.count === 0 ? null : { mean: sums.sum / sums.count, median, low, high },
  };
}

/** The mean of the stretches is weighted by their bytes, since the last is shorter. */
class Sums {
  count = 0;
  first = 0;
  readonly outside = { here: 0, there: 0, either: 0 };
  sum = 0;
  private readonly cost = { here: 0, there: 0 };
  private readonly better = { here: 0, there: 0 };
  private readonly signs = { here: 0, there: 0 };
  private readonly largest = { here: [] as LargestJson[], there: [] as LargestJson[] };
  /** Of the stretch that is being added to. */
  private block = 0;
  /** Over the stretches: of S^2, S n and n^2, where S is the sum and n the count of one. */
  private readonly blocks = { count: 0, squares: 0, products: 0, sizes: 0 };

  add(p: number, q: number, here: number, there: number, byteAt: Compared["byteAt"]): void {
    const difference = there - here;
    this.count++;
    this.sum += difference;
    this.cost.here += here;
    this.cost.there += there;
    const side = difference > 0 ? "here" : "there";
    if (difference !== 0) {
      this.signs[side]++;
      if (Math.abs(difference) > CLEAR_BITS) this.better[side]++;
      const listed = this.largest[side];
      const least = listed.length < MOST_LISTED ? 0 : Math.abs(listed[MOST_LISTED - 1].difference);
      if (Math.abs(difference) > least) {
        const bits = { here, there };
        const found = { position: p, positionThere: q, byte: byteAt(p), bits, difference };
        const at = listed.findIndex((l) => Math.abs(l.difference) < Math.abs(difference));
        listed.splice(at < 0 ? listed.length : at, 0, found);
        if (listed.length > MOST_LISTED) listed.pop();
      }
    }
    this.block += difference;
    if (this.count % BLOCK === 0) this.endBlock(BLOCK);
  }

  result(): Pick<
    ComparisonJson,
    "compared" | "first" | "outside" | "bitsPerByte" | "better" | "signs" | "certainty" | "largest"
  > {
    const { count, cost, better, signs, largest, first, outside } = this;
    if (count % BLOCK > 0) this.endBlock(count % BLOCK);
    const mean = (sums: Sides) => ({ here: sums.here / count, there: sums.there / count });
    return {
      compared: count,
      first,
      outside,
      bitsPerByte: count === 0 ? null : mean(cost),
      better: { ...better, by: CLEAR_BITS },
      signs,
      certainty: this.certainty(),
      largest,
    };
  }

  private endBlock(count: number): void {
    const { blocks, block } = this;
    blocks.count++;
    blocks.squares += block * block;
    blocks.products += block * count;
    blocks.sizes += count * count;
    this.block = 0;
  }

  private certainty(): CertaintyJson | null {
    const { blocks, count, sum } = this;
    const { count: n, squares, products, sizes } = blocks;
    if (n < LEAST_BLOCKS) return null;
    const mean = sum / count;
    // The sum of (S - mean n)^2, which rounding can take below zero.
    const spread = Math.max(0, squares - 2 * mean * products + mean * mean * sizes);
    return {
      block: BLOCK,
      blocks: n,
      standardError: Math.sqrt((spread * n) / (n - 1)) / count,
      chance: (NORMAL_95 * Math.sqrt(squares)) / count,
    };
  }
}
