// Follows the active editor: reacts to its events, the settings, the pins and the state of the file, tells the sources
// (traceSource.ts, layerSource.ts) to ask and colours.ts to paint. The other features read it as OnScreen.
import * as vscode from "vscode";
import type { EditorCauses } from "../../../server/protocol/wire/causes";
import type { EditorTrace } from "../../../server/protocol/wire/messages";
import { isEligible, isInDiffEditor } from "../../host/editors";
import type { Focus } from "../../state/focus";
import { Disposables, Emitter } from "../../state/lifetime";
import {
  isInText,
  type OnScreen,
  type Shown,
  type TraceAnswer,
  type Traced,
} from "../../state/onScreen";
import type { LayerAnswer, Picture } from "../../state/picture";
import { asChange } from "../../state/pins";
import { CauseSource } from "./causeSource";
import { Colours, type ColoursParts } from "./colours";
import { TypingPause } from "./timing";
import { type TraceParts, TraceSource } from "./traceSource";

export interface ViewParts extends TraceParts, Omit<ColoursParts, "trace"> {}

export class EditorView implements OnScreen, vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new Emitter<void>());
  private readonly source: TraceSource;
  private readonly colours: Colours;
  private readonly causeSource: CauseSource;
  private readonly typing = this.disposables.add(new TypingPause(() => this.refresh()));
  private attachedTo: unknown;
  /** The settings of the last trace requests. */
  private asks: string;
  readonly onDidChange = this.changed.event;

  constructor(private readonly parts: ViewParts) {
    const { disposables } = this;
    const trace = new TraceSource(parts, () => this.repaint());
    this.source = trace;
    this.colours = disposables.add(new Colours({ ...parts, trace }, () => this.changed.fire()));
    this.causeSource = disposables.add(new CauseSource(parts.causes));
    disposables.add(parts.causes.onDidFind(() => this.causesFound()));
    this.asks = JSON.stringify(parts.config.traceSettings());
    disposables.add(vscode.window.onDidChangeActiveTextEditor((editor) => this.follow(editor)));
    // Which editor is active, which are visible and which tabs there are is told one after the other, in no fixed order.
    const followActive = () => this.follow(vscode.window.activeTextEditor);
    disposables.add(vscode.window.tabGroups.onDidChangeTabs(followActive));
    disposables.add(vscode.window.onDidChangeVisibleTextEditors(followActive));
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
    disposables.add(parts.writingOn.onDidChange(() => this.writtenOn()));
    disposables.add(parts.pins.onDidChange((uri) => this.ifShown(uri, () => this.refresh())));
    disposables.add(parts.files.onDidChange((uri) => this.ifShown(uri, () => this.fileChanged())));
    this.follow(vscode.window.activeTextEditor);
  }

  get activeEditor(): vscode.TextEditor | undefined {
    return this.source.editor;
  }

  get freeFocus(): Focus | undefined {
    return this.source.freeFocus;
  }

  get shown(): Shown | undefined {
    return this.source.shown;
  }

  get shownBy(): OnScreen["shownBy"] {
    return this.source.shownBy;
  }

  get trace(): EditorTrace | undefined {
    return this.source.trace;
  }

  get traced(): Traced | undefined {
    return this.source.traced;
  }

  get traces(): readonly Traced[] {
    return this.source.traces;
  }

  get causes(): EditorCauses | undefined {
    const { activeEditor, shown } = this;
    if (!activeEditor || !shown || !isInText(shown)) return undefined;
    return this.parts.causes.of(activeEditor.document, shown.focus);
  }

  get layer(): LayerAnswer | undefined {
    return this.colours.layer;
  }

  get picture(): Picture {
    return this.colours.picture;
  }

  showHovered(document: vscode.TextDocument, focus: Focus, answer: TraceAnswer): void {
    if (this.activeEditor?.document !== document || this.source.pinned.length > 0) return;
    this.source.hovered = { focus, answer, version: document.version };
    this.repaint();
  }

  refresh(): void {
    this.typing.asked();
    const { activeEditor } = this;
    const file = activeEditor && this.parts.files.get(activeEditor.document);
    if (!activeEditor || !file) {
      this.source.forget();
      this.causeSource.follow(undefined, undefined);
      this.colours.clear();
      this.changed.fire();
      return;
    }
    this.source.ask(activeEditor);
    this.colours.ask(activeEditor); // now, not after the trace
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
    const editor = next ? (isInDiffEditor(next) ? undefined : next) : besideWebview();
    if (editor === activeEditor) return;
    this.colours.clear();
    this.source.follow(editor);
    this.refresh();
  }

  private caretMoved({ textEditor }: vscode.TextEditorSelectionChangeEvent): void {
    if (textEditor !== this.activeEditor) return;
    this.source.hovered = undefined;
    const { caret } = this.source;
    if (caret && caret.version !== textEditor.document.version) return; // typing: edited() sends the request
    this.refresh();
  }

  private scrolled({ textEditor }: vscode.TextEditorVisibleRangesChangeEvent): void {
    if (textEditor !== this.activeEditor || !this.shown) return;
    const wasHovered = this.source.hovered !== undefined;
    this.source.hovered = undefined;
    if (this.shown?.version === textEditor.document.version) this.colours.repaint("even");
    // A scroll can also change the scale; that is reported when it is painted, at most ten times a second.
    if (wasHovered) this.changed.fire();
  }

  private edited({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    if (this.activeEditor?.document !== document || contentChanges.length === 0) return;
    if (!this.parts.files.get(document)) return;
    this.source.hovered = undefined;
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
    if (phase?.kind === "failed") this.source.forget();
    const isWaiting = this.shown === undefined || this.shown.answer.kind === "pending";
    const isSwitchedOff = phase === undefined;
    if (isWaiting || isSwitchedOff || this.attachedTo !== phase) this.refresh();
    else if (this.colours.isMutingOutdated) this.repaint();
    this.attachedTo = phase;
  }

  /** The trace of a byte that was written on goes with it. */
  private writtenOn(): void {
    const { hovered } = this.source;
    if (hovered && !isInText(hovered)) this.source.hovered = undefined;
    this.repaint();
  }

  private ifShown(uri: string, run: () => void): void {
    if (this.activeEditor?.document.uri.toString() === uri) run();
  }

  private causesFound(): void {
    if (this.causes) this.repaint();
  }

  private repaint(pace: "soon" | "even" = "soon"): void {
    this.causeSource.follow(this.activeEditor, this.shown);
    this.colours.repaint(pace);
    this.changed.fire();
  }
}

/** The text beside a webview that has the focus, such as a page about this text. */
function besideWebview(): vscode.TextEditor | undefined {
  const { activeTab } = vscode.window.tabGroups.activeTabGroup;
  if (!(activeTab?.input instanceof vscode.TabInputWebview)) return undefined;
  return vscode.window.visibleTextEditors.find(
    (editor) => isEligible(editor.document) && !isInDiffEditor(editor),
  );
}
