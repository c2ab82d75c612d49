// Follows the active editor: reacts to its events, the settings, the pins and the state of the file, and gives the
// hover, the sidebar and the commands access to the trace that is shown. asking.ts requests traces, heldTraces.ts
// holds them, traceColours.ts paints them.
import * as vscode from "vscode";
import type { EditorTrace } from "../../server/protocol/wire/messages";
import { isEligible, isInDiffEditor } from "../client/eligible";
import type { TraceAnswer } from "../client/traces";
import { Disposables } from "../disposables";
import type { LayerAnswer } from "../layers/layers";
import { asChange } from "../pins/pins";
import { Asking, type AskingParts } from "./asking";
import type { Focus } from "./focus";
import { HeldTraces, type Shown } from "./heldTraces";
import type { Picture } from "./picture";
import { type ColoursParts, TraceColours } from "./traceColours";
import { TypingPause } from "./typingPause";

export interface ViewParts extends AskingParts, ColoursParts {}

export class TraceView implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<void>());
  private readonly held = new HeldTraces();
  private readonly asking: Asking;
  private readonly colours: TraceColours;
  private readonly typing = this.disposables.add(new TypingPause(() => this.refresh()));
  private attachedTo: unknown;
  /** The settings of the last trace requests. */
  private asks: string;
  /** Fires when another trace, no trace, or another scale is painted. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly parts: ViewParts) {
    const { disposables } = this;
    this.asking = new Asking(parts, this.held, () => this.repaint());
    this.colours = disposables.add(new TraceColours(parts, this.held, () => this.changed.fire()));
    this.asks = JSON.stringify(parts.config.traceSettings());
    disposables.add(vscode.window.onDidChangeActiveTextEditor((editor) => this.follow(editor)));
    disposables.add(
      vscode.window.tabGroups.onDidChangeTabs(() => this.follow(vscode.window.activeTextEditor)),
    );
    disposables.add(
      vscode.window.onDidChangeTextEditorSelection((event) => this.caretMoved(event)),
    );
    disposables.add(
      vscode.window.onDidChangeTextEditorVisibleRanges((event) => this.scrolled(event)),
    );
    disposables.add(vscode.workspace.onDidChangeTextDocument((event) => this.edited(event)));
    disposables.add(parts.config.onDidChange(() => this.configured()));
    disposables.add(parts.layers.onDidChange(() => this.repaint()));
    disposables.add(parts.profiles.onDidChange(() => this.repaint()));
    disposables.add(parts.pins.onDidChange((uri) => this.ifShown(uri, () => this.refresh())));
    disposables.add(parts.files.onDidChange((uri) => this.ifShown(uri, () => this.fileChanged())));
    this.follow(vscode.window.activeTextEditor);
  }

  /** The place that pinning uses: the hovered character, or else the caret. */
  get freeFocus(): Focus | undefined {
    return this.held.freeFocus;
  }

  /** The trace on the screen, with its focus. */
  get shown(): Shown | undefined {
    return this.held.shown;
  }

  /** Why this trace is the one shown. */
  get shownBy(): HeldTraces["shownBy"] {
    return this.held.shownBy;
  }

  /** The editor that is painted. */
  get activeEditor(): vscode.TextEditor | undefined {
    return this.held.editor;
  }

  get trace(): EditorTrace | undefined {
    return this.held.trace;
  }

  /** The traces that are painted as a sum: those of all shown pins, or else the one on the screen. */
  get traces(): readonly EditorTrace[] {
    return this.held.traces;
  }

  /** The layer painted in place of the trace, if any. */
  get layer(): LayerAnswer | undefined {
    return this.colours.layer;
  }

  /** What is to be painted. */
  get picture(): Picture {
    return this.colours.picture;
  }

  /** Shows the hover's answer: the hovered character's trace is painted, unless pins are shown. */
  showHovered(document: vscode.TextDocument, focus: Focus, answer: TraceAnswer): void {
    if (this.activeEditor?.document !== document || this.held.pinned.length > 0) return;
    this.held.hovered = { focus, answer, version: document.version };
    this.repaint();
  }

  refresh(): void {
    this.typing.asked();
    const { activeEditor } = this;
    const file = activeEditor && this.parts.files.get(activeEditor.document);
    if (!activeEditor || !file) {
      this.held.forget();
      this.colours.clear();
      this.changed.fire();
      return;
    }
    this.asking.askAll(activeEditor);
    this.parts.layers.of(activeEditor); // requests its numbers now, not after the trace
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private follow(next: vscode.TextEditor | undefined): void {
    const { activeEditor } = this;
    const isElsewhere = next === undefined || !isEligible(next.document);
    if (isElsewhere && activeEditor && vscode.window.visibleTextEditors.includes(activeEditor)) {
      return; // a panel or a reading has the focus; the editor keeps its colours
    }
    const editor = next && !isInDiffEditor(next) ? next : undefined;
    if (editor === activeEditor) return;
    this.colours.clear();
    this.held.follow(editor);
    this.refresh();
  }

  private caretMoved({ textEditor }: vscode.TextEditorSelectionChangeEvent): void {
    if (textEditor !== this.activeEditor) return;
    this.held.hovered = undefined;
    const { caret } = this.held;
    if (caret && caret.version !== textEditor.document.version) return; // typing: edited() sends the request
    this.refresh();
  }

  private scrolled({ textEditor }: vscode.TextEditorVisibleRangesChangeEvent): void {
    if (textEditor !== this.activeEditor || !this.shown) return;
    const wasHovered = this.held.hovered !== undefined;
    this.held.hovered = undefined;
    if (this.shown?.version === textEditor.document.version) this.colours.repaint("even");
    // A scroll can also change the scale; that is reported when it is painted, at most ten times a second.
    if (wasHovered) this.changed.fire();
  }

  private edited({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    if (this.activeEditor?.document !== document || contentChanges.length === 0) return;
    if (!this.parts.files.get(document)) return;
    this.held.hovered = undefined;
    this.colours.edited(contentChanges.map(asChange));
    this.typing.edited();
  }

  /** A change of display threshold or scale repaints the held vectors. A change to tracing itself sends requests. */
  private configured(): void {
    const asks = JSON.stringify(this.parts.config.traceSettings());
    const isSame = asks === this.asks;
    this.asks = asks;
    if (isSame && this.shown) this.repaint("even");
    else this.refresh();
  }

  private fileChanged(): void {
    const { activeEditor } = this;
    const phase = activeEditor && this.parts.files.get(activeEditor.document)?.phase;
    if (phase?.kind === "starting" && this.shown) {
      this.colours.dim(); // a new process or model is coming
      return;
    }
    if (phase?.kind === "failed") this.held.forget();
    const isWaiting = this.shown === undefined || this.shown.answer.kind === "pending";
    const isSwitchedOff = phase === undefined;
    if (isWaiting || isSwitchedOff || this.attachedTo !== phase) this.refresh();
    else if (this.colours.isMutingOutdated) this.repaint();
    this.attachedTo = phase;
  }

  private ifShown(uri: string, run: () => void): void {
    if (this.activeEditor?.document.uri.toString() === uri) run();
  }

  private repaint(pace: "soon" | "even" = "soon"): void {
    this.colours.repaint(pace);
    this.changed.fire();
  }
}
