// The traces of the followed editor: requests those at the caret and at the shown pins, holds the answers, and decides
// which is on the screen: those of the shown pins, or else that of the hovered character, or else that of the caret. The
// hover sends its own requests (features/hover/provider.ts); view.ts drops its trace again.
import type * as vscode from "vscode";
import type { EditorTrace } from "../../../server/protocol/wire/messages";
import type { Config } from "../../host/config";
import type { Lane, Traces } from "../../host/traces";
import { type Focus, focusAt, focusOfPin } from "../../state/focus";
import { isTraced, type OnScreen, type Shown, type Traced, unitOf } from "../../state/onScreen";
import type { Pins } from "../../state/pins";

export interface TraceParts {
  readonly traces: Traces;
  readonly pins: Pins;
  readonly config: Config;
}

export class TraceSource {
  private followed: vscode.TextEditor | undefined;
  /** Numbers the requests for all pins, so that only the latest answers are used. */
  private round = 0;
  hovered: Shown | undefined;
  /** The answers for all shown pins, requested together; the last one is the main one. */
  pinned: readonly Shown[] = [];
  caret: Shown | undefined;

  constructor(
    private readonly parts: TraceParts,
    /** Called when an answer has come. */
    private readonly came: () => void,
  ) {}

  /** The editor whose text the traces explain. */
  get editor(): vscode.TextEditor | undefined {
    return this.followed;
  }

  get freeFocus(): Focus | undefined {
    return (this.hovered ?? this.caret)?.focus;
  }

  get shown(): Shown | undefined {
    const leading = this.pinned.findLast(({ answer }) => isTraced(answer));
    return leading ?? this.pinned.at(-1) ?? this.hovered ?? this.caret;
  }

  get shownBy(): OnScreen["shownBy"] {
    return this.pinned.length > 0 ? "pin" : this.hovered ? "pointer" : "caret";
  }

  get trace(): EditorTrace | undefined {
    const answer = this.shown?.answer;
    return answer?.kind === "trace" ? answer : undefined;
  }

  get traced(): Traced | undefined {
    const answer = this.shown?.answer;
    return answer && isTraced(answer) ? answer : undefined;
  }

  /** What is painted as a sum: no nats are added to units of an activation. */
  get traces(): readonly Traced[] {
    const { traced } = this;
    if (!traced) return [];
    const unit = unitOf(traced);
    const pinned = this.pinned.map(({ answer }) => answer).filter(isTraced);
    const alike = pinned.filter((other) => unitOf(other) === unit);
    return alike.length > 0 ? alike : [traced];
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

  /** Requests the traces at the caret and at the shown pins. Answers for another editor are dropped. */
  ask(editor: vscode.TextEditor): void {
    void this.askPins(editor);
    void this.askCaret(editor);
  }

  private async askCaret(editor: vscode.TextEditor): Promise<void> {
    const focus = focusAt(editor.document, editor.selection.active);
    const shown = await this.request("caret", editor, focus);
    if (!shown || this.editor !== editor) return;
    this.caret = shown;
    this.came();
  }

  /** Stores the answers all at once, so that the sum never covers only some of the pins. */
  private async askPins(editor: vscode.TextEditor): Promise<void> {
    const round = ++this.round;
    const { document } = editor;
    const pins = this.parts.pins.shown(document);
    if (pins.length === 0) this.pinned = [];
    const answers = await Promise.all(
      pins.map((pin, i) => this.request(`pin${i}`, editor, focusOfPin(document, pin))),
    );
    const loaded = answers.filter((shown) => shown !== undefined);
    if (this.editor !== editor || round !== this.round) return;
    if (loaded.length === 0 || loaded.length < pins.length) return;
    this.pinned = loaded;
    this.came();
  }

  private async request(
    lane: Lane,
    { document }: vscode.TextEditor,
    focus: Focus,
  ): Promise<Shown | undefined> {
    const answer = await this.parts.traces.ask(lane, {
      document,
      focus,
      settings: this.parts.config.traceSettings(),
    });
    return answer && { focus, answer, version: document.version };
  }
}
