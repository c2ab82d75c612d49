// What is on the screen of an editor, as UTF-16 offsets and as whole lines.
import * as vscode from "vscode";
import type { Span } from "../../../server/protocol/wire/messages";

export function visibleSpans({ document, visibleRanges }: vscode.TextEditor): Span[] {
  return visibleRanges.map(({ start, end }) => ({
    utf16Start: document.offsetAt(new vscode.Position(start.line, 0)),
    utf16End: document.offsetAt(document.lineAt(end.line).rangeIncludingLineBreak.end),
  }));
}

/** An editor's visible ranges leave out lines that are only partly visible. */
const IN_PART = 2;

/** From the first visible line to the last, in whole lines, with the partly visible ones at the edges. */
export function visibleRange(editor: vscode.TextEditor): vscode.Range {
  return linesAround(editor, 0);
}

/** From the first visible line to the last, and one screen above and below. */
export function nearbyRange(editor: vscode.TextEditor): vscode.Range {
  return linesAround(editor, 1);
}

export function wholeRange(document: vscode.TextDocument): vscode.Range {
  const end = document.lineAt(document.lineCount - 1).range.end;
  return new vscode.Range(new vscode.Position(0, 0), end);
}

/** Whether the lines on the screen, and `margin` screens above and below, are in the range. */
export function isCovered(
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
