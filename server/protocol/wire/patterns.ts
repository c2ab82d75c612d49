// The skip patterns of an open document (docs/patterns.md): their analysis, which takes seconds and tells how far it has come
// as the other measures do, and the pattern at one place. What an analysis holds is in patternsJson.ts.
import type { Measure, VerifyParams } from "./measures";
import type { Pending, Span, TraceParams } from "./messages";
import type { ActiveJson, PatternRowJson, PatternsJson } from "./patternsJson";
import { request } from "./request";

export interface PatternsParams extends VerifyParams {
  /** The offsets that are chosen from are 1 .. maxOffset. */
  readonly maxOffset?: number;
  /** How many are chosen; at most maxOffset. */
  readonly levels?: number;
}

export interface PatternsFound {
  readonly found: PatternsJson;
  /** The patterns that occur most often, at most 1,000. */
  readonly rows: readonly PatternRowJson[];
}

/** At most one at a time for a document; a second is refused. */
export const patternsRequest = request<PatternsParams, Measure<PatternsFound>>(
  "sparseDiff/patterns",
);

export interface PatternAtParams extends VerifyParams {
  /** Of the byte that the pattern ends in, as in a trace; or that byte itself. */
  readonly place: TraceParams["place"] | { readonly kind: "byte"; readonly byte: number };
}

/** The pattern that ends in the byte at a place. */
export interface PatternAt {
  readonly kind: "pattern";
  readonly version: number;
  readonly offsets: readonly number[];
  readonly active: ActiveJson;
  /**
   * Where the full pattern occurs: the characters that its last byte is in, at most 1,000, in the order of the text. Only
   * where a byte itself is asked about, else none.
   */
  readonly occurrences: readonly Span[];
}

/**
 * Why there is none: the text has not been analysed, its patterns could not be found, it ends before the byte, or not all
 * offsets lie in it before the byte.
 */
export interface NoPattern {
  readonly kind: "noPattern";
  readonly version: number;
  readonly sentence: string;
}

/** Of a document that has been analysed; after an edit pending, until it has been again. */
export const patternAtRequest = request<PatternAtParams, PatternAt | NoPattern | Pending>(
  "sparseDiff/patternAt",
);
