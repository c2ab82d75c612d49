// The requests for what the net writes on from a caret, and for the trace of one of those bytes. Nothing of it is in the
// document, and the server keeps none of it: the second request brings the bytes along.
import type { ContinuationMode } from "../vocabulary/continuation";
import type { WrittenCharacter } from "../words/writtenText";
import type { EditorTrace, TraceSettings, Unanswered } from "./messages";
import { request } from "./request";
import type { TraceJson } from "./traceJson";

/** One byte, as the net itself predicts it, whatever the temperature it was drawn at. */
export interface WrittenByteJson {
  readonly byte: number;
  readonly probability: number;
  readonly bits: number;
  /** 1 for the likeliest. */
  readonly rank: number;
  readonly topPredictions: TraceJson["topPredictions"];
}

export interface Caret {
  readonly line: number;
  readonly character: number;
}

export interface ContinueParams {
  readonly uri: string;
  readonly version: number;
  readonly place: Caret;
  /** 1 to 256; up to three bytes more are written where they complete the last character. */
  readonly count?: number;
  readonly mode: ContinuationMode;
}

export interface Continuation {
  readonly kind: "continuation";
  readonly uri: string;
  readonly version: number;
  /** Position of the first written byte. */
  readonly position: number;
  readonly bytes: readonly WrittenByteJson[];
  /** Parallel to `bytes`. */
  readonly names: readonly string[];
  readonly characters: readonly WrittenCharacter[];
}

export type ContinueResult = Continuation | Unanswered;

export const continueRequest = request<ContinueParams, ContinueResult>("sparseDiff/continue");

export interface TraceWrittenParams {
  readonly uri: string;
  readonly version: number;
  readonly place: Caret;
  /** What is written on, at most 259 bytes. */
  readonly bytes: readonly number[];
  /** Which of them is explained. */
  readonly index: number;
  readonly settings: TraceSettings;
  readonly purpose?: string;
}

export type TraceWrittenResult = EditorTrace | Unanswered;

export const traceWrittenRequest = request<TraceWrittenParams, TraceWrittenResult>(
  "sparseDiff/traceWritten",
);

/** What `sparse-diff write-on --json` prints. */
export interface WriteOnJson extends Pick<TraceJson, "model" | "text" | "position" | "input"> {
  readonly mode: ContinuationMode["kind"];
  /** Null where nothing is drawn. */
  readonly seed: number | null;
  readonly temperature: number | null;
  /** Of all bytes together. */
  readonly bits: number;
  readonly bytes: readonly WrittenByteJson[];
  readonly characters: readonly Omit<WrittenCharacter, "label">[];
}
