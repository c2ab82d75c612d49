// The requests for the causes of a prediction and for the memory of a text (docs/causes.md), for the hover and the
// sidebar. The first is answered in slices, the second on worker threads.
import type { CausesJson } from "./causesJson";
import type { Pending, Span, TraceParams, Unanswered } from "./messages";
import { notification, request } from "./request";

/** The method, the objective and the threshold of the settings do not matter; `against` is refused. */
export interface CausesParams extends TraceParams {
  /** Where it is given, the fraction done is told under this number. */
  readonly search?: number;
}

export interface EditorCauses
  extends Pick<
    CausesJson,
    | "position"
    | "target"
    | "bits"
    | "depth"
    | "baseline"
    | "occlusion"
    | "sufficient"
    | "necessary"
    | "memory"
    | "agreement"
  > {
  readonly kind: "causes";
  readonly uri: string;
  readonly version: number;
  /** Names of the bytes, by lag. */
  readonly names: readonly string[];
  /** Where the bytes are, by lag. */
  readonly spans: readonly Span[];
}

export type CausesResult = EditorCauses | Unanswered;

export const causesRequest = request<CausesParams, CausesResult>("sparseDiff/causes");

export interface CausesProgress {
  readonly search: number;
  /** 0 .. 1 */
  readonly fraction: number;
}

/** Ten a second at most; nothing of a search that takes less than a tenth of one. */
export const causesProgressNotification = notification<CausesProgress>("sparseDiff/causesProgress");

export interface MemoryParams {
  readonly uri: string;
  readonly version: number;
}

/** The memory curve of a text, and its two ends. */
export interface FileMemory {
  readonly kind: "memory";
  readonly version: number;
  /** The mean of bits(m) over `count` targets. */
  readonly points: readonly {
    readonly m: number;
    readonly bitsPerByte: number;
    readonly count: number;
  }[];
  /** With everything before each byte: what m = all gives; null for a text without a prediction. */
  readonly bitsPerByte: number | null;
  readonly predictions: number;
  /** The entropy of the counts of the text's bytes: what m = 0 could give. */
  readonly orderZeroBits: number | null;
}

export type MemoryResult = FileMemory | Pending;

export const memoryRequest = request<MemoryParams, MemoryResult>("sparseDiff/memory");
