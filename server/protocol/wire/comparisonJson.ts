// What a comparison of two sides of a text holds (docs/compare.md, section 2): two models on one text, or one model on two texts.
// 'Here' is the side that is looked at, 'there' the one it is compared with; a difference is bits there minus bits here.
import type { GradientMethod } from "../vocabulary/tracing";

/** One of each side. */
export interface Sides {
  readonly here: number;
  readonly there: number;
}

export interface LargestJson {
  readonly position: number;
  /** Of the same byte on the other side. */
  readonly positionThere: number;
  readonly byte: number;
  readonly bits: Sides;
  readonly difference: number;
}

export interface ComparisonJson {
  readonly bytes: Sides;
  /** Bytes that both predict. */
  readonly compared: number;
  /** Bytes without a counterpart on the other side. */
  readonly only: Sides;
  /** The texts differ in so many lines that only their common beginning and end are aligned. */
  readonly isCoarse: boolean;
  /** Of aligned bytes: the first of a text, which nothing predicts. */
  readonly first: number;
  /** Of aligned bytes: those outside an alphabet, of this side, of the other, of either. */
  readonly outside: Sides & { readonly either: number };
  /** Over the bytes compared; null if there are none, as are the numbers below. */
  readonly bitsPerByte: Sides | null;
  /** Of the bits there minus the bits here. */
  readonly difference: {
    readonly mean: number;
    readonly median: number;
    readonly low: number;
    readonly high: number;
  } | null;
  /** Bytes that a side knows better by more than `by` bits. */
  readonly better: Sides & { readonly by: number };
  /** Bytes that a side knows better at all; the rest cost the same. */
  readonly signs: Sides;
  /** Null with too few bytes. */
  readonly certainty: CertaintyJson | null;
  /** Those that each side knows better by most, at most ten. */
  readonly largest: {
    readonly here: readonly LargestJson[];
    readonly there: readonly LargestJson[];
  };
}

/** Over stretches of `block` bytes compared, since bytes beside each other are not independent. */
export interface CertaintyJson {
  readonly block: number;
  readonly blocks: number;
  readonly standardError: number;
  /** If each stretch favoured either side by lot, the mean would be within 0 \u00b1 this in 95 of 100 cases. */
  readonly chance: number;
}

/** The attributions of one prediction on both sides. */
export interface DifferenceAtJson {
  readonly position: number;
  readonly positionThere: number;
  readonly target: number;
  readonly bits: Sides;
  readonly method: GradientMethod;
  readonly lags: readonly LagDifferenceJson[];
  /** Of the two attributions over these lags. */
  readonly cosine: number;
  readonly topLagAgrees: boolean;
}

export interface LagDifferenceJson {
  readonly k: number;
  readonly byte: number;
  readonly byteThere: number;
  readonly here: number;
  readonly there: number;
  /** here - there */
  readonly difference: number;
}
