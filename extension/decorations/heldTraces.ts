// The traces received for the followed editor, and which of them is on the screen: those of the shown pins, or else
// that of the hovered character, or else that of the caret. asking.ts requests them, traceColours.ts paints them, and
// traceView.ts decides when the hovered trace is dropped.
import type * as vscode from "vscode";
import type { EditorTrace } from "../../server/protocol/wire/messages";
import type { TraceAnswer } from "../client/traces";
import type { Focus } from "./focus";

/** A focus and the answer for it, for one version of the text. */
export interface Shown {
  readonly focus: Focus;
  readonly answer: TraceAnswer;
  readonly version: number;
}

export class HeldTraces {
  private followed: vscode.TextEditor | undefined;
  hovered: Shown | undefined;
  /** The answers for all shown pins, requested together; the last one is the main one. */
  pinned: readonly Shown[] = [];
  caret: Shown | undefined;

  /** The editor whose text the traces explain. */
  get editor(): vscode.TextEditor | undefined {
    return this.followed;
  }

  /** The place that pinning uses: the hovered character, or else the caret. */
  get freeFocus(): Focus | undefined {
    return (this.hovered ?? this.caret)?.focus;
  }

  /** The trace on the screen, with its focus. */
  get shown(): Shown | undefined {
    const leading = this.pinned.findLast(({ answer }) => answer.kind === "trace");
    return leading ?? this.pinned.at(-1) ?? this.hovered ?? this.caret;
  }

  /** Why this trace is the one shown. */
  get shownBy(): "pin" | "pointer" | "caret" {
    return this.pinned.length > 0 ? "pin" : this.hovered ? "pointer" : "caret";
  }

  get trace(): EditorTrace | undefined {
    const answer = this.shown?.answer;
    return answer?.kind === "trace" ? answer : undefined;
  }

  /** The traces that are painted as a sum: those of all shown pins, or else the one on the screen. */
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
