// The traces that came for the editor that is followed, and which of them is on the screen: those of the shown
// pins; else that of the hovered character; else that of the caret. It neither asks for them (asking.ts) nor paints
// them (traceColours.ts), and when the hovered one is left is the view's to say.
import type * as vscode from "vscode";
import type { EditorTrace } from "../../server/protocol/wire/messages";
import type { TraceAnswer } from "../client/traces";
import type { Focus } from "./focus";

/** What is explained, and what was answered for one version of the text. */
export interface Shown {
  readonly focus: Focus;
  readonly answer: TraceAnswer;
  readonly version: number;
}

export class HeldTraces {
  private followed: vscode.TextEditor | undefined;
  hovered: Shown | undefined;
  /** Of the shown pins, all of one question; the last one leads. */
  pinned: readonly Shown[] = [];
  caret: Shown | undefined;

  /** The editor whose text they explain. */
  get editor(): vscode.TextEditor | undefined {
    return this.followed;
  }

  /** What pinning takes: the hovered character, else the caret. */
  get freeFocus(): Focus | undefined {
    return (this.hovered ?? this.caret)?.focus;
  }

  /** The trace on the screen, with what it explains. */
  get shown(): Shown | undefined {
    const leading = this.pinned.findLast(({ answer }) => answer.kind === "trace");
    return leading ?? this.pinned.at(-1) ?? this.hovered ?? this.caret;
  }

  /** Why this trace is shown and no other. */
  get shownBy(): "pin" | "pointer" | "caret" {
    return this.pinned.length > 0 ? "pin" : this.hovered ? "pointer" : "caret";
  }

  get trace(): EditorTrace | undefined {
    const answer = this.shown?.answer;
    return answer?.kind === "trace" ? answer : undefined;
  }

  /** The traces that are painted, summed: those of all shown pins, else the one on the screen. */
  get traces(): readonly EditorTrace[] {
    const answers = this.pinned.map(({ answer }) => answer);
    const pinned = answers.filter((answer) => answer.kind === "trace");
    return pinned.length > 0 ? pinned : this.trace ? [this.trace] : [];
  }

  follow(editor: vscode.TextEditor | undefined): void {
    this.followed = editor;
    this.forget();
  }

  forget(): void {
    this.hovered = undefined;
    this.pinned = [];
    this.caret = undefined;
  }
}
