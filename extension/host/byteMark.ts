// Marks the byte that an open list is about: a dashed outline, and what is said of it on a label below, which
// covers the next line for as long, so that the text itself never moves. One decoration type for the life of the extension.
import * as vscode from "vscode";
import type { Span } from "../../server/protocol/wire/messages";
import { COLOURS, cssVariable } from "../state/ids";

const LABEL =
  "none; position: absolute; z-index: 10; pointer-events: none; white-space: pre; border-radius: 3px";

export class ByteMark implements vscode.Disposable {
  private readonly type = vscode.window.createTextEditorDecorationType({
    textDecoration: `none; outline: 2px dashed ${cssVariable(COLOURS.target)}; outline-offset: 1px`,
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
  private editor: vscode.TextEditor | undefined;

  /** @param words plain text; empty for the outline alone */
  show(editor: vscode.TextEditor, { utf16Start, utf16End }: Span, words: string): void {
    const { document } = editor;
    const start = document.positionAt(utf16Start);
    const lineEnd = document.lineAt(start.line).range.end;
    const end = document.positionAt(utf16End);
    // A label behind a line end would stand in the next line.
    const range = new vscode.Range(start, end.isAfter(lineEnd) ? lineEnd : end);
    if (this.editor !== editor) this.clear();
    this.editor = editor;
    const after = {
      contentText: words.replaceAll(" ", "\u00a0"),
      color: new vscode.ThemeColor("editorHoverWidget.foreground"),
      backgroundColor: new vscode.ThemeColor("editorHoverWidget.background"),
      border: "1px solid",
      borderColor: new vscode.ThemeColor("editorHoverWidget.border"),
      margin: "1.6em 0 0 0",
      textDecoration: `${LABEL}; padding: 0 6px`,
    };
    editor.setDecorations(this.type, [
      { range, ...(words === "" ? {} : { renderOptions: { after } }) },
    ]);
    editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }

  clear(): void {
    this.editor?.setDecorations(this.type, []);
    this.editor = undefined;
  }

  dispose(): void {
    this.type.dispose();
  }
}
