// The request for the causes of a prediction (docs/causes.md), for the hover and the sidebar. Answered in slices.
import type { CausesJson } from "./causesJson";
import type { Span, TraceParams } from "./messages";
import { request } from "./request";

/** The method, the objective and the threshold of the settings do not matter; `against` is refused. */
export type CausesParams = TraceParams;

export interface EditorCauses
  extends Pick<
    CausesJson,
    "position" | "target" | "bits" | "occlusion" | "sufficient" | "necessary" | "agreement"
  > {
  readonly kind: "causes";
  readonly uri: string;
  readonly version: number;
  /** Names of the bytes, by lag. */
  readonly names: readonly string[];
  /** Where the bytes are, by lag. */
  readonly spans: readonly Span[];
}

export type CausesResult =
  | EditorCauses
  | { readonly kind: "noPast"; readonly version: number }
  /** The forward pass has not come this far. */
  | { readonly kind: "pending"; readonly version: number; readonly percent: number };

export const causesRequest = request<CausesParams, CausesResult>("sparseDiff/causes");
