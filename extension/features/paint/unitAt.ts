// Reads one UTF-16 code unit of an open document, line ends included, without copying the document.
import * as vscode from "vscode";
import type { UnitAt } from "../../state/picture";

export function unitAt(document: vscode.TextDocument): UnitAt {
  return (utf16) => {
    const start = document.positionAt(utf16);
    const { text, rangeIncludingLineBreak, range } = document.lineAt(start.line);
    if (start.character < text.length) return text[start.character] ?? "";
    if (rangeIncludingLineBreak.end.isEqual(range.end)) return "";
    if (document.eol === vscode.EndOfLine.LF) return "\n";
    return utf16 === document.offsetAt(range.end) ? "\r" : "\n";
  };
}
