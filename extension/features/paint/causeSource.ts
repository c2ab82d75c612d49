// Looks, unasked, for the causes of the trace on the screen, once it has stayed there for a moment: not of every
// character that the caret passes, and not between two keys. host/causes.ts finds and remembers them.
import type * as vscode from "vscode";
import type { Causes } from "../../host/causes";
import { isInText, type Shown } from "../../state/onScreen";

/** Longer than between two keys of someone who types fast. */
const STAYS_MS = 150;
/** Where the text is still being read, or no answer came. */
const AGAIN_MS = 1000;

export class CauseSource implements vscode.Disposable {
  private followed = "";
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly causes: Causes) {}

  /** Call whenever the trace on the screen may be another. */
  follow(editor: vscode.TextEditor | undefined, shown: Shown | undefined): void {
    const isCurrent = shown?.answer.kind === "trace" && shown.version === editor?.document.version;
    const isWanted =
      isCurrent && isInText(shown) && this.causes.offer(editor.document) === "unasked";
    const key = isWanted ? this.causes.keyOf(editor.document, shown.focus) : "";
    if (key === this.followed) return;
    this.dispose();
    this.followed = key;
    if (isWanted && key !== "") this.later(STAYS_MS, editor.document, shown);
  }

  dispose(): void {
    clearTimeout(this.timer);
  }

  private later(wait: number, document: vscode.TextDocument, shown: Shown): void {
    this.timer = setTimeout(() => void this.find(document, shown), wait);
  }

  private async find(document: vscode.TextDocument, shown: Shown): Promise<void> {
    const { followed } = this;
    const answer = await this.causes.find("screen", document, shown.focus);
    if (followed !== this.followed) return;
    // None: the server stopped, or the model is being switched.
    if (!answer || answer.kind === "pending") this.later(AGAIN_MS, document, shown);
  }
}
