// An open document compared with another side (docs/compare.md, section 2): another model on the same text, or the same model on
// another text. At most one comparison a document; it follows edits, and ends with the document's model.
import type { Method } from "../vocabulary/tracing";
import type { ComparisonJson, Sides } from "./comparisonJson";
import type { VerifyParams } from "./measures";
import type { ModelSummary, NoPast, Pending, TraceParams, TraceSettings } from "./messages";
import { request } from "./request";

export type OtherSide =
  | { readonly kind: "model"; readonly modelPath: string }
  /** `name` is what it is called in sentences. */
  | { readonly kind: "text"; readonly name: string; readonly text: string };

export interface CompareParams {
  readonly uri: string;
  readonly with: OtherSide;
}

export interface Comparing {
  /** What the other side is called. */
  readonly name: string;
  /** Of the other side. */
  readonly model: ModelSummary;
}

/** Begins a comparison in place of any before it. */
export const compareRequest = request<CompareParams, Comparing>("sparseDiff/compare");

/** Answered also where nothing is compared. */
export const stopComparingRequest = request<{ readonly uri: string }, Record<string, never>>(
  "sparseDiff/stopComparing",
);

export interface Comparison {
  readonly kind: "comparison";
  readonly version: number;
  readonly found: ComparisonJson;
}

/** Pending until both sides have been read. */
export const comparisonRequest = request<VerifyParams, Comparison | Pending>(
  "sparseDiff/comparison",
);

export interface ComparedAtParams extends VerifyParams {
  readonly place: TraceParams["place"];
  /** With them the attributions are compared too. */
  readonly settings?: TraceSettings;
}

export interface ComparedLag {
  readonly k: number;
  /** Names of the bytes at this lag. */
  readonly byte: string;
  readonly byteThere: string;
  readonly here: number;
  readonly there: number;
  /** here - there */
  readonly difference: number;
}

export interface ComparedAt {
  readonly kind: "compared";
  readonly version: number;
  /** t on each side. */
  readonly position: Sides;
  readonly bits: Sides;
  /** Of one target, by one method, which both sides have. */
  readonly traced?: {
    /** Its name. */
    readonly target: string;
    readonly method: Method;
    readonly lags: readonly ComparedLag[];
    readonly cosine: number;
    readonly topLagAgrees: boolean;
  };
}

/** The byte has no counterpart, or one side does not predict it. */
export interface NotCompared {
  readonly kind: "notCompared";
  readonly version: number;
  readonly sentence: string;
}

export const comparedAtRequest = request<
  ComparedAtParams,
  ComparedAt | NotCompared | NoPast | Pending
>("sparseDiff/comparedAt");
