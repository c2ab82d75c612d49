// Requests the traces of the followed editor, at the caret and at the shown pins, and stores the answers in HeldTraces.
// Answers for another editor, or for pins that are no longer shown, are dropped. The hover sends its own requests
// (hover/provider.ts).
import type * as vscode from "vscode";
import type { Lane, Traces } from "../client/traces";
import type { Config } from "../config";
import type { Pins } from "../pins/pins";
import { type Focus, focusAt, focusOfPin, placeOf } from "./focus";
import type { HeldTraces, Shown } from "./heldTraces";

export interface AskingParts {
  readonly traces: Traces;
  readonly pins: Pins;
  readonly config: Config;
}

export class Asking {
  /** Numbers the requests for all pins, so that only the latest answers are used. */
  private round = 0;

  constructor(
    private readonly parts: AskingParts,
    private readonly held: HeldTraces,
    /** Called when the held traces change. */
    private readonly came: () => void,
  ) {}

  askAll(editor: vscode.TextEditor): void {
    void this.loadPins(editor);
    void this.loadCaret(editor);
  }

  private async loadCaret(editor: vscode.TextEditor): Promise<void> {
    const focus = focusAt(editor.document, editor.selection.active);
    const shown = await this.ask("caret", editor, focus);
    if (!shown || this.held.editor !== editor) return;
    this.held.caret = shown;
    this.came();
  }

  /** Stores the answers all at once, so that the sum never covers only some of the pins. */
  private async loadPins(editor: vscode.TextEditor): Promise<void> {
    const round = ++this.round;
    const { document } = editor;
    const pins = this.parts.pins.shown(document);
    if (pins.length === 0) this.held.pinned = [];
    const answers = await Promise.all(
      pins.map((pin, i) => this.ask(`pin${i}`, editor, focusOfPin(document, pin))),
    );
    const loaded = answers.filter((shown) => shown !== undefined);
    if (this.held.editor !== editor || round !== this.round) return;
    if (loaded.length === 0 || loaded.length < pins.length) return;
    this.held.pinned = loaded;
    this.came();
  }

  private async ask(
    lane: Lane,
    { document }: vscode.TextEditor,
    focus: Focus,
  ): Promise<Shown | undefined> {
    const answer = await this.parts.traces.ask(lane, {
      document,
      place: placeOf(document, focus),
      explains: "of",
      settings: this.parts.config.traceSettings(),
    });
    return answer && { focus, answer, version: document.version };
  }
}
