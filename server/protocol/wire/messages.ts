// The contract between the extension and the server: every request and notification, with its types; described in
// docs/protocol.md. Documents travel by the standard textDocument/didOpen, didChange and didClose notifications, sent
// only for files the person switched on; every result carries the document version it was made from.
import type { Threshold } from "../vocabulary/thresholds";
import type { Method, Objective, Target } from "../vocabulary/tracing";
import type { TraceNames } from "../words/traceNames";
import type { NetSummary } from "./net";
import { notification, request } from "./request";
import type { TraceJson } from "./traceJson";

/** A failure with a sentence for people: which file or field, what was found, what was expected. */
export interface FailureData {
  readonly reason: "modelFile" | "noModelFile" | "severalNets" | "document" | "request" | "stale";
  readonly sentence: string;
  /** With 'severalNets': the prefixes of the nets in the file, one of which must be chosen. */
  readonly nets?: readonly string[];
}

/** Sent with `initialize`. */
export interface InitializationOptions {
  /** Folder of the models the extension keeps; files that a killed server left unfinished there are removed. */
  readonly storage: string;
  readonly alphabets: Alphabets;
  /** Of the editor's language, by the English sentence; empty for English. */
  readonly translations: Readonly<Record<string, string>>;
}

/** By the absolute path of a model file: a known name (vocabulary/alphabets.ts), or the absolute path of a JSON file. */
export type Alphabets = Readonly<Record<string, string>>;

/** From the client: replaces the alphabets. Models loaded from now on, and asked for again, have the new ones. */
export const alphabetsNotification = notification<{ readonly alphabets: Alphabets }>(
  "sparseDiff/alphabets",
);

export interface ModelSummary {
  /** Absolute path as attached. */
  readonly path: string;
  readonly name: string;
  readonly hiddenSize: number;
  readonly sha256: string;
  readonly format: string;
  readonly net: NetSummary;
}

/** Why the file on disk has other bytes than the document, e.g. "UTF-16 LE"; null if they agree. */
export type DiskNote = string | null;

export interface AttachParams {
  readonly uri: string;
  /** Absolute path of the model file. */
  readonly modelPath: string;
  /** The document has unsaved edits, so different bytes on disk are to be expected. */
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

/** Repeats the comparison after a save, when the document has no unsaved edits. */
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
  /** The character at this place: a hover explains its first byte, or byte `byteOfCharacter`. */
  | {
      readonly kind: "character";
      readonly line: number;
      readonly character: number;
      readonly byteOfCharacter?: number;
    }
  /** The byte after a caret at this place; at the end of the file the predicted byte. */
  | { readonly kind: "caret"; readonly line: number; readonly character: number };

export interface TraceParams {
  readonly uri: string;
  readonly version: number;
  readonly place: TracePlace;
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
  /** Nucleus threshold above which it is shown: if shownFrom < theta (the least of its bytes). */
  readonly shownFrom: number;
  /** Largest share |a_k| / sum |a| among its bytes, and largest |a_k|: for the other two rules. */
  readonly share: number;
  readonly largest: number;
  /** A line end has no width, so it is drawn as a marker after the line. */
  readonly lineEnd: boolean;
}

/** The traced bytes of one word or one line, summed. */
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
  readonly net: NetSummary;
  readonly names: TraceNames;
  /** 1 for the likeliest byte. */
  readonly targetRank: number;
  /** The span to outline; null past the end of the file or for a target that is not in the text. */
  readonly target: Span | null;
  /** The character that contains the target byte: its bytes, and the index of the explained one. */
  readonly character: {
    readonly text: string;
    readonly bytes: readonly number[];
    readonly index: number;
  } | null;
  /** Where the explained byte is not in the document: which byte of a continuation it is. Lags below it are of it too. */
  readonly written?: { readonly index: number };
  /** The span of each of trace.offsets, parallel to it; empty and at the caret for the bytes of a continuation. */
  readonly offsetSpans: readonly Span[];
  readonly tints: readonly Tint[];
  /** The same attributions by word and by line, in the order of the text. */
  readonly totals: { readonly words: readonly Total[]; readonly lines: readonly Total[] };
  /** Nucleus thresholds, parallel to trace.neurons and trace.offsets: shown if shownFrom < theta. */
  readonly shownFrom: { readonly neurons: readonly number[]; readonly offsets: readonly number[] };
  /** Whether an attribution is large enough to be shown; if not, certaintySentence() says why. */
  readonly isUsable: boolean;
  /** What counting pays for the true byte (docs/counting.md), where it is the target and has been counted. */
  readonly countingBits?: number;
}

/** The first byte of the file: nothing predicts it. */
export interface NoPast {
  readonly kind: "noPast";
  readonly version: number;
}

/** The byte after it is not in the net's alphabet: it is not predicted. */
export interface Outside {
  readonly kind: "outside";
  readonly version: number;
  readonly sentence: string;
}

/** The forward pass has not come this far. */
export interface Pending {
  readonly kind: "pending";
  readonly version: number;
  readonly percent: number;
}

/** Why a place in a text has no answer, or none yet. */
export type Unanswered = NoPast | Outside | Pending;

export type TraceResult = EditorTrace | Unanswered;

/** Stale versions are answered with an error of reason 'stale'; cancellation takes effect within 50 ms. */
export const traceRequest = request<TraceParams, TraceResult>("sparseDiff/trace");

export interface DocumentStatus {
  readonly uri: string;
  readonly version: number;
  /** How much of the text the forward pass has read, 0..100. */
  readonly percent: number;
  /** Over the predictions read so far; null before the first. */
  readonly bitsPerByte: number | null;
  /** Entropy of the counts of the same bytes. If bitsPerByte is above it, the model knows the file badly. */
  readonly orderZeroBits: number | null;
  readonly predictions: number;
  /** Bytes read so far that are not in the net's alphabet; nothing predicts them. */
  readonly outside: number;
  /** The same predictions by counting the bytes before (docs/counting.md), which comes after the reading. */
  readonly counting?: CountingStatus;
}

export interface CountingStatus {
  readonly order: number;
  /** How much of the text has been counted, 0..100. */
  readonly percent: number;
  /** Null until all of it is. */
  readonly bitsPerByte: number | null;
  /** Contexts were forgotten for want of memory. */
  readonly forgotten: boolean;
}

/** Sent during background reading (at most ten a second) and when it is done. */
export const documentStatusNotification = notification<DocumentStatus>("sparseDiff/documentStatus");
