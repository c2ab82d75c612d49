// Moments of a text that are like one of them (docs/compare.md, section 1): what the command line prints (names fixed), and the
// request about an open document.
import type { Similarity } from "../vocabulary/similarity";
import type { GradientMethod } from "../vocabulary/tracing";
import type { Measure, VerifyParams } from "./measures";
import type { Span, TracePlace } from "./messages";
import { request } from "./request";
import type { TraceJson } from "./traceJson";

export interface MomentJson {
  /** t: the state is the one after byte t, the prediction that of byte t + 1. */
  readonly position: number;
  readonly input: number;
  readonly target: number;
  /** Cosine, -1 .. 1. */
  readonly similarity: number;
  /** For states: the Euclidean distance of h. */
  readonly distance?: number;
}

/** Positions that were not compared. */
export interface LeftOutJson {
  /** Within `near` bytes of the moment itself. */
  readonly near: number;
  /** Fewer lags before them than the moment has. */
  readonly early: number;
  /** The next byte is not in the model's alphabet. */
  readonly outside: number;
  /** No gradient that is more than rounding; of states: every activation is zero. */
  readonly without: number;
}

export interface SimilarByJson {
  /** Positions compared. */
  readonly positions: number;
  readonly leftOut: LeftOutJson;
  /** Of all positions compared; null if there are none. Exact to 2^-16. */
  readonly chance: { readonly median: number; readonly percentile99: number } | null;
  /** The most similar first, no two within `near` bytes of each other. */
  readonly moments: readonly MomentJson[];
}

export interface SimilarJson extends Pick<TraceJson, "position" | "input" | "target"> {
  readonly targetIsTrue: boolean;
  readonly bytes: number;
  readonly near: number;
  /** Lags of the signature: k = 0 .. lags - 1. */
  readonly lags: number;
  readonly method: GradientMethod;
  /** By each criterion asked for; null where the moment itself has nothing to compare. */
  readonly by: Partial<Readonly<Record<Similarity, SimilarByJson | null>>>;
}

export interface SimilarParams extends VerifyParams {
  readonly place: TracePlace;
  /** Largest lag of the signature. */
  readonly depth: number;
  readonly method?: GradientMethod;
  readonly top?: number;
}

/** A moment with the characters that its position is named by in the editor. */
export interface PlacedMoment extends MomentJson {
  /** Of the character that byte t + 1 is in. */
  readonly span: Span;
}

export interface SimilarFound {
  readonly found: SimilarJson;
  readonly placed: Readonly<Record<Similarity, readonly PlacedMoment[]>>;
}

/** At most one at a time for a document; a second is refused. */
export const similarRequest = request<SimilarParams, Measure<SimilarFound>>("sparseDiff/similar");
