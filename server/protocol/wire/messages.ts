// The contract between the extension and the server: every request and notification, with its types; in words, docs/protocol.md.
// Documents travel by the standard textDocument/didOpen, didChange and didClose notifications, sent
// only for files the person switched on; every result carries the document version it was made from.
import type { Explains } from "../vocabulary/settings";
import type { Threshold } from "../vocabulary/thresholds";
import type { Method, Objective, Target } from "../vocabulary/tracing";
import type { TraceNames } from "../words/traceNames";
import { notification, request } from "./request";
import type { TraceJson } from "./traceJson";

/** A failure with a sentence for people: which file or field, what was found, what was expected. */
export interface FailureData {
  readonly reason: "modelFile" | "noModelFile" | "severalNets" | "document" | "request" | "stale";
  readonly sentence: string;
  /** With 'severalNets': the prefixes of the nets in the file, one of which has to be chosen. */
  readonly nets?: readonly string[];
}

/** With `initialize`. */
export interface InitializationOptions {
  /** Folder of the models the extension keeps: what a killed server left unfinished there is removed. */
  readonly storage: string;
}

export interface ModelSummary {
  /** Absolute path as attached. */
  readonly path: string;
  readonly name: string;
  readonly hiddenSize: number;
  readonly sha256: string;
  readonly format: string;
}

/** Why the file on disk has other bytes than the document, e.g. "UTF-16 LE"; null where they agree. */
export type DiskNote = string | null;

export interface AttachParams {
  readonly uri: string;
  /** Absolute path of the model file. */
  readonly modelPath: string;
  /** The document has unsaved edits, so that other bytes on disk are no news. */
  readonly dirty?: boolean;
  /** The editor writes a byte order mark before the text when it saves. */
  readonly mark?: boolean;
}

export interface AttachResult {
  readonly model: ModelSummary;
  readonly diskNote: DiskNote;
}

/** Binds an open document to a model and starts reading it (forward pass) in the background. */
export const attachRequest = request<AttachParams, AttachResult>("sparseDiff/attach");

export interface CompareWithDiskParams {
  readonly uri: string;
}

/** The same comparison again, after a save: as it stands a document without unsaved edits. */
export const compareWithDiskRequest = request<
  CompareWithDiskParams,
  { readonly diskNote: DiskNote }
>("sparseDiff/compareWithDisk");

export interface TraceSettings {
  /** Largest lag traced. */
  readonly depth: number;
  readonly method: Method;
  readonly objective: Objective;
  readonly target: Target;
  readonly against?: number;
  readonly threshold: Threshold | null;
}

export type TracePlace =
  /** The character at this place: hover explains its own first byte, or byte `byteOfCharacter`. */
  | {
      readonly kind: "character";
      readonly line: number;
      readonly character: number;
      readonly byteOfCharacter?: number;
    }
  /** The byte after a caret standing here; at the end of the file the predicted byte. */
  | { readonly kind: "caret"; readonly line: number; readonly character: number };

export interface TraceParams {
  readonly uri: string;
  readonly version: number;
  readonly place: TracePlace;
  /** 'of' explains the prediction of the hovered character, 'after' that of the byte following it. */
  readonly explains: Explains;
  readonly settings: TraceSettings;
  /**
   * What the answer is for, e.g. "hover": a newer request for the same purpose in the same document
   * replaces this one, which is then answered as cancelled. Without it every request is answered.
   */
  readonly purpose?: string;
}

/** A run of UTF-16 code units of the document; start === end for a byte without width (BOM). */
export interface Span {
  readonly utf16Start: number;
  readonly utf16End: number;
}

/** One tinted character: the sum of the attributions of its traced bytes. */
export interface Tint extends Span {
  readonly attribution: number;
  /** Nucleus threshold above which it is shown: shown where shownFrom < theta (least of its bytes). */
  readonly shownFrom: number;
  /** Largest share |a_k| / sum |a| among its bytes, and largest |a_k|: for the other two rules. */
  readonly share: number;
  readonly largest: number;
  /** A line end has no width: drawn as a marker after the line. */
  readonly lineEnd: boolean;
}

/** The bytes of one word or one line, of the traced ones, summed. */
export interface Total extends Span {
  /** Nats. */
  readonly attribution: number;
  /** Sum of the bytes' shares |a_k| / sum |a|. */
  readonly share: number;
  /** Its lags k, from `nearest` to `farthest`. */
  readonly nearest: number;
  readonly farthest: number;
}

export interface EditorTrace {
  readonly kind: "trace";
  readonly uri: string;
  readonly version: number;
  readonly trace: TraceJson;
  readonly names: TraceNames;
  /** 1 for the likeliest byte. */
  readonly targetRank: number;
  /** What is outlined; null past the end of the file or for a target that is not in the text. */
  readonly target: Span | null;
  /** The character the target byte belongs to: its bytes, and which of them is explained. */
  readonly character: {
    readonly text: string;
    readonly bytes: readonly number[];
    readonly index: number;
  } | null;
  /** Where each of trace.offsets stands, parallel to it. */
  readonly offsetSpans: readonly Span[];
  readonly tints: readonly Tint[];
  /** The same attributions by word and by line, in the order of the text. */
  readonly totals: { readonly words: readonly Total[]; readonly lines: readonly Total[] };
  /** Nucleus thresholds, parallel to trace.neurons and trace.offsets: shown where shownFrom < theta. */
  readonly shownFrom: { readonly neurons: readonly number[]; readonly offsets: readonly number[] };
  /** An attribution is large enough to be shown; if not, certaintySentence() says why. */
  readonly isUsable: boolean;
}

export type TraceResult =
  | EditorTrace
  /** The first byte of the file: nothing predicts it. */
  | { readonly kind: "noPast"; readonly version: number }
  /** The forward pass has not come this far. */
  | { readonly kind: "pending"; readonly version: number; readonly percent: number };

/** Stale versions are answered with an error of reason 'stale'; cancellation acts within 50 ms. */
export const traceRequest = request<TraceParams, TraceResult>("sparseDiff/trace");

export interface DocumentStatus {
  readonly uri: string;
  readonly version: number;
  /** How much of the text the forward pass has read, 0..100. */
  readonly percent: number;
  /** Over the predictions read so far; null before the first. */
  readonly bitsPerByte: number | null;
  /** Entropy of the byte counts of the same bytes: the model knows the file badly above it. */
  readonly orderZeroBits: number | null;
  readonly predictions: number;
}

/** Sent as the background reading goes on (at most ten a second) and when it is done. */
export const documentStatusNotification = notification<DocumentStatus>("sparseDiff/documentStatus");
