// The requests about counting beside the net (docs/counting.md): what a byte costs counting and where the bytes before it stood
// earlier, the next byte that is worth a look, and the lines that have one.
import type { StrongKind } from "../vocabulary/counting";
import type { NoPast, Pending, Span, TracePlace } from "./messages";
import { request } from "./request";

export interface CountingParams {
  readonly uri: string;
  readonly version: number;
  readonly place: TracePlace;
}

/** Where the longest run of bytes before p stands earlier, the most recent place. */
export interface EarlierPlace {
  /** Bytes. */
  readonly length: number;
  /** Position of the byte that followed them there. */
  readonly at: number;
  /** That byte. */
  readonly next: number;
  /** Its name. */
  readonly name: string;
  /** The characters of the run. */
  readonly span: Span;
}

export interface EditorCounting {
  readonly kind: "counting";
  readonly uri: string;
  readonly version: number;
  /** p, the byte that is predicted. */
  readonly position: number;
  readonly order: number;
  /** What counting pays for it; null until it has been counted, and past the end of the text. */
  readonly bits: number | null;
  /** Contexts were forgotten for want of memory. */
  readonly forgotten: boolean;
  readonly match: EarlierPlace | null;
}

export type CountingResult = EditorCounting | NoPast;

export const countingRequest = request<CountingParams, CountingResult>("sparseDiff/counting");

export interface StrongByteParams {
  readonly uri: string;
  readonly version: number;
  readonly of: StrongKind;
  /** The search begins at the character after this one, or before it. */
  readonly from: { readonly line: number; readonly character: number };
  readonly direction: "next" | "previous";
  /** For surprise: bytes that cost more than this; by default, more than 99 of 100 bytes of the file. */
  readonly bits?: number;
}

export interface StrongByte {
  readonly kind: "strong";
  readonly version: number;
  readonly position: number;
  /** Of the character that the byte belongs to. */
  readonly span: Span;
  readonly netBits: number;
  readonly countingBits: number | null;
  /** For difference: bits there minus bits here (docs/compare.md). */
  readonly difference?: number;
}

/** No byte of the text is strong. */
export interface NoStrongByte {
  readonly kind: "none";
  readonly version: number;
  readonly sentence: string;
}

export type StrongByteResult = StrongByte | NoStrongByte | Pending;

export const strongByteRequest = request<StrongByteParams, StrongByteResult>(
  "sparseDiff/strongByte",
);

export interface StrongLinesParams {
  readonly uri: string;
  readonly version: number;
  readonly of: StrongKind;
}

export interface StrongLines {
  readonly kind: "lines";
  readonly version: number;
  /** Packed Uint32Array: the UTF-16 offset of the first strong byte of each line, at most 5,000, evenly chosen. */
  readonly starts: string;
}

export type StrongLinesResult = StrongLines | Pending;

export const strongLinesRequest = request<StrongLinesParams, StrongLinesResult>(
  "sparseDiff/strongLines",
);
