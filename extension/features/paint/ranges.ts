// Ranges of the text: what is on the screen of an editor, what to request of a layer next (the screen; then, after a quiet
// moment, one screen around it; then the rest of the file if the scale needs it), and how much of a file is measured.
import * as vscode from "vscode";
import type { Span } from "../../../server/protocol/wire/messages";
import type { LayerValues } from "../../state/picture";
import { largest } from "../../state/scale";

export function visibleSpans({ document, visibleRanges }: vscode.TextEditor): Span[] {
  return visibleRanges.map(({ start, end }) => ({
    utf16Start: document.offsetAt(new vscode.Position(start.line, 0)),
    utf16End: document.offsetAt(document.lineAt(end.line).rangeIncludingLineBreak.end),
  }));
}

/** An editor's visible ranges leave out lines that are only partly visible. */
const IN_PART = 2;

/** From the first visible line to the last, in whole lines, with the partly visible ones at the edges. */
function visibleRange(editor: vscode.TextEditor): vscode.Range {
  return linesAround(editor, 0);
}

/** From the first visible line to the last, and one screen above and below. */
function nearbyRange(editor: vscode.TextEditor): vscode.Range {
  return linesAround(editor, 1);
}

function wholeRange(document: vscode.TextDocument): vscode.Range {
  const end = document.lineAt(document.lineCount - 1).range.end;
  return new vscode.Range(new vscode.Position(0, 0), end);
}

/** Whether the lines on the screen, and `margin` screens above and below, are in the range. */
function isCovered(
  { document, visibleRanges }: vscode.TextEditor,
  range: vscode.Range,
  margin: number,
): boolean {
  return visibleRanges.every(({ start, end }) => {
    const more = Math.floor(margin * (end.line - start.line + 1));
    const isKnown = (line: number) =>
      line >= range.start.line &&
      (line < range.end.line || range.end.isEqual(wholeRange(document).end));
    return (
      isKnown(Math.max(0, start.line - more)) &&
      isKnown(Math.min(document.lineCount - 1, end.line + more))
    );
  });
}

function linesAround(
  { document, visibleRanges }: vscode.TextEditor,
  screens: number,
): vscode.Range {
  const first = visibleRanges[0]?.start.line ?? 0;
  const last = visibleRanges.at(-1)?.end.line ?? 0;
  const more = screens * (last - first + 1) + IN_PART;
  const range = new vscode.Range(Math.max(0, first - more), 0, last + more + 1, 0);
  return document.validateRange(range);
}

export interface Step {
  readonly kind: "visible" | "around" | "measure";
  readonly range: vscode.Range;
  /** Delay before the step, so that typing and scrolling can come first. */
  readonly afterMs: number;
}

const AROUND_AFTER_MS = 200;
/** Between two pieces of a file, so that what is on the screen can come first. */
const MEASURE_AFTER_MS = 20;
/** Share of a screen that must be known above and below; if less is, more is requested. */
const MARGIN = 0.5;

/**
 * @param known the range whose numbers are at hand
 * @param unmeasured the range that the scale does not cover yet; the server answers its first piece
 */
export function nextStep(
  editor: vscode.TextEditor,
  known: vscode.Range | undefined,
  unmeasured: vscode.Range | undefined,
): Step | undefined {
  if (!known || !isCovered(editor, known, 0))
    return { kind: "visible", range: visibleRange(editor), afterMs: 0 };
  if (!isCovered(editor, known, MARGIN))
    return { kind: "around", range: nearbyRange(editor), afterMs: AROUND_AFTER_MS };
  return unmeasured && { kind: "measure", range: unmeasured, afterMs: MEASURE_AFTER_MS };
}

export interface Measured {
  /** The key of the layer that was measured. */
  readonly key: string;
  readonly largest: number;
  /** UTF-16 units from the start. */
  readonly upTo: number;
  /** Share of the file, 0..1. */
  readonly share: number;
}

/** Undefined if nothing is left to measure. */
export function unmeasured(
  document: vscode.TextDocument,
  measured: Measured | undefined,
): vscode.Range | undefined {
  if (measured?.share === 1) return undefined;
  return new vscode.Range(document.positionAt(measured?.upTo ?? 0), wholeRange(document).end);
}

/** Adds the next piece; a piece without characters means the end of the file. */
export function measuredOn(
  document: vscode.TextDocument,
  key: string,
  piece: LayerValues,
  before: Measured | undefined,
): Measured {
  const known = before?.key === key ? before : undefined;
  const end = document.offsetAt(wholeRange(document).end);
  const upTo = piece.values.length > 0 ? (piece.starts.at(-1) ?? end) : end;
  return {
    key,
    largest: Math.max(known?.largest ?? 0, largest(piece.values)),
    upTo,
    share: upTo >= end ? 1 : upTo / end,
  };
}
