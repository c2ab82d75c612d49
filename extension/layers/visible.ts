// What is on the screen of an editor, as UTF-16 offsets and as whole lines.
import * as vscode from "vscode";
import type { Span } from "../../server/protocol/messages";

export function visibleSpans({ document, visibleRanges }: vscode.TextEditor): Span[] {
  return visibleRanges.map(({ start, end }) => ({
    utf16Start: document.offsetAt(new vscode.Position(start.line, 0)),
    utf16End: document.offsetAt(document.lineAt(end.line).rangeIncludingLineBreak.end),
  }));
}

/** From the first visible line to the last, and one screen around them. */
export function nearbyRange({ document, visibleRanges }: vscode.TextEditor): vscode.Range {
  const first = visibleRanges[0]?.start.line ?? 0;
  const last = visibleRanges.at(-1)?.end.line ?? 0;
  const screen = last - first + 1;
  const range = new vscode.Range(Math.max(0, first - screen), 0, last + screen + 1, 0);
  return document.validateRange(range);
}

export function isCovered({ visibleRanges }: vscode.TextEditor, range: vscode.Range): boolean {
  return visibleRanges.every(
    ({ start, end }) => start.line >= range.start.line && end.line <= range.end.line,
  );
}
