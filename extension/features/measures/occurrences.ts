// The walk through the occurrences of a skip pattern in a text: outlines around all of them, forwards and backwards from the
// caret. Which pattern it is, and whether the text is still the one that was analysed, is in patterns.ts.
import * as vscode from "vscode";
import { l10n } from "../../../server/protocol/words/l10n";
import { count } from "../../../server/protocol/words/numbers";
import { mention } from "../../host/notices";
import { COLOURS, cssVariable } from "../../state/ids";

interface Occurrences {
  /** In the order of the text; of very many the first. */
  readonly ranges: readonly vscode.Range[];
  /** How many there are. */
  readonly all: number;
}

export class OccurrenceWalk implements vscode.Disposable {
  private readonly walked = new WeakMap<vscode.TextDocument, Occurrences>();
  private readonly outline = vscode.window.createTextEditorDecorationType({
    textDecoration: `none; outline: 1px solid ${cssVariable(COLOURS.cause)}`,
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });

  private readonly changed = new vscode.EventEmitter<void>();
  /** Fires when a walk begins or ends. */
  readonly onDidChange = this.changed.event;

  has(document: vscode.TextDocument): boolean {
    return this.walked.has(document);
  }

  /** Outlines the occurrences and goes to the first. */
  begin(editor: vscode.TextEditor, occurrences: Occurrences): void {
    this.walked.set(editor.document, occurrences);
    this.changed.fire();
    this.outlineIn(editor.document, occurrences.ranges);
    show(editor, occurrences, 0);
  }

  /** From wherever the caret is now, and around the end of the text; false if there is nothing to walk through. */
  step(editor: vscode.TextEditor, by: 1 | -1): boolean {
    const occurrences = this.walked.get(editor.document);
    if (!occurrences?.ranges.length) return false;
    const { ranges } = occurrences;
    const { start } = editor.selection;
    const at =
      by === 1
        ? ranges.findIndex((range) => range.start.isAfter(start))
        : ranges.findLastIndex((range) => range.start.isBefore(start));
    show(editor, occurrences, at >= 0 ? at : by === 1 ? 0 : ranges.length - 1);
    return true;
  }

  end(document: vscode.TextDocument): void {
    if (!this.walked.delete(document)) return;
    this.outlineIn(document, []);
    this.changed.fire();
  }

  dispose(): void {
    this.outline.dispose();
    this.changed.dispose();
  }

  private outlineIn(document: vscode.TextDocument, ranges: readonly vscode.Range[]): void {
    for (const editor of vscode.window.visibleTextEditors)
      if (editor.document === document) editor.setDecorations(this.outline, ranges);
  }
}

function show(editor: vscode.TextEditor, { ranges, all }: Occurrences, at: number): void {
  const range = ranges[at];
  if (!range) return;
  editor.selection = new vscode.Selection(range.start, range.end);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  mention(l10n`Occurrence ${count(at + 1)} of ${count(all)} of the skip pattern`);
}
