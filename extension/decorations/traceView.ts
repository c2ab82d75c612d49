// Which trace the active editor shows, and when it is asked for and painted. Shown pins stay put; else the
// hovered character until the caret moves, the text changes or is scrolled; else the caret.
// How it looks is decided in picture.ts and types.ts.
import * as vscode from "vscode";
import type { EditorTrace, Span } from "../../server/protocol/messages";
import { isEligible, isInDiffEditor } from "../client/eligible";
import type { OpenFiles } from "../client/openFiles";
import type { Profiles } from "../client/profiles";
import type { Lane, TraceAnswer, Traces } from "../client/traces";
import type { Config } from "../config";
import { Disposables } from "../disposables";
import type { LayerAnswer, Layers } from "../layers/layers";
import { traceScale } from "../layers/scale";
import { tintsBy } from "../layers/sums";
import { visibleSpans } from "../layers/visible";
import { asChange, type Pins } from "../pins/pins";
import { tintsTogether } from "../pins/together";
import { thresholdOf } from "../settings";
import { isBadlyKnown } from "../status/words";
import { characterSpan, type Focus, focusAt, focusOfPin, placeOf } from "./focus";
import type { Painter, Prediction } from "./painter";
import { EMPTY_PICTURE, type Picture, pictureOf } from "./picture";
import { predictionText } from "./predictionText";
import { Repaints } from "./repaints";
import { DIM_AFTER_MS, StaleColours } from "./stale";
import { unitAt } from "./unitAt";

export interface ViewParts {
  readonly traces: Traces;
  readonly files: OpenFiles;
  readonly pins: Pins;
  readonly config: Config;
  readonly painter: Painter;
  readonly layers: Layers;
  readonly profiles: Profiles;
}

interface Shown {
  readonly focus: Focus;
  readonly answer: TraceAnswer;
  readonly version: number;
}

const TYPING_PAUSE_MS = 30;
/** A held key pauses never: it is answered this often all the same. */
const LONGEST_WAIT_MS = 120;

export class TraceView implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<void>());
  private readonly repaints = this.disposables.add(new Repaints(() => this.paint()));
  private readonly stale = this.disposables.add(
    new StaleColours(
      (picture) => this.paintStale(picture),
      () => this.layerMayWait(),
    ),
  );
  private editor: vscode.TextEditor | undefined;
  private hovered: Shown | undefined;
  /** Of the shown pins, all of one question; the last one leads. */
  private pinned: readonly Shown[] = [];
  private pinRound = 0;
  private caret: Shown | undefined;
  private typing: NodeJS.Timeout | undefined;
  private unansweredSince: number | undefined;
  private attachedTo: unknown;
  /** What is painted is drawn as by a model that does not know the text. */
  private isMuted = false;
  /** The settings that traces were last asked with. */
  private asks: string;
  /** Another trace is painted, or none. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly parts: ViewParts) {
    const { disposables } = this;
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

  /** The editor that is painted. */
  get activeEditor(): vscode.TextEditor | undefined {
    return this.editor;
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

  /** The layer that is painted in place of the trace, if one is. */
  get layer(): LayerAnswer | undefined {
    return this.editor && this.parts.layers.of(this.editor);
  }

  /** What is to be painted. A layer that is on its way leaves what is on the screen. */
  get picture(): Picture {
    const layer = this.layer;
    if (!layer) return this.tracePicture;
    const { target } = this.tracePicture;
    if (layer.kind === "picture") return { ...layer.picture, target };
    return layer.kind === "waiting" ? this.stale.current : EMPTY_PICTURE;
  }

  private get tracePicture(): Picture {
    const { editor, trace } = this;
    if (!editor || !trace || trace.version !== editor.document.version) return EMPTY_PICTURE;
    const { settings } = this.parts.config;
    const usable = this.traces.filter(({ certainty }) => certainty !== "noUsableGradient");
    const tints = tintsTogether(usable.map((each) => tintsBy(each, settings.sumBy)));
    const { certainty } = usable[0] ?? trace;
    return pictureOf({ ...trace, certainty, tints }, unitAt(editor.document), {
      threshold: thresholdOf(settings),
      fixedScale: traceScale(settings, tints, visibleSpans(editor), this.fileScale(editor)),
      muted: this.isUnknownText,
    });
  }

  private get isUnknownText(): boolean {
    const file = this.editor && this.parts.files.get(this.editor.document);
    return isBadlyKnown(file?.status ?? null);
  }

  private fileScale({ document }: vscode.TextEditor): number | null {
    if (this.parts.config.settings.scale !== "file") return null;
    const profile = this.parts.profiles.of(document);
    return profile.kind === "ready" && profile.value.scale > 0 ? profile.value.scale : null;
  }

  /** The hover has an answer: its character takes the colours over, unless pins hold them. */
  showHovered(document: vscode.TextDocument, focus: Focus, answer: TraceAnswer): void {
    if (this.editor?.document !== document || this.pinned.length > 0) return;
    this.hovered = { focus, answer, version: document.version };
    this.repaint();
  }

  refresh(): void {
    clearTimeout(this.typing);
    this.unansweredSince = undefined;
    const { editor } = this;
    const file = editor && this.parts.files.get(editor.document);
    if (!editor || !file) {
      this.forget();
      if (editor) this.parts.painter.clear(editor);
      this.stale.replaced(EMPTY_PICTURE);
      this.changed.fire();
      return;
    }
    void this.loadPins(editor);
    void this.loadCaret(editor);
    this.parts.layers.of(editor); // asks for its numbers now, not after the trace
  }

  dispose(): void {
    clearTimeout(this.typing);
    this.disposables.dispose();
  }

  private async loadCaret(editor: vscode.TextEditor): Promise<void> {
    const shown = await this.ask(
      "caret",
      editor,
      focusAt(editor.document, editor.selection.active),
    );
    if (!shown || this.editor !== editor) return;
    this.caret = shown;
    this.repaint();
  }

  /** All at once, so that the sum is never over a part of them. */
  private async loadPins(editor: vscode.TextEditor): Promise<void> {
    const round = ++this.pinRound;
    const { document } = editor;
    const pins = this.parts.pins.shown(document);
    if (pins.length === 0) this.pinned = [];
    const answers = await Promise.all(
      pins.map((pin, i) => this.ask(`pin${i}`, editor, focusOfPin(document, pin))),
    );
    const loaded = answers.filter((shown) => shown !== undefined);
    if (this.editor !== editor || round !== this.pinRound) return;
    if (loaded.length === 0 || loaded.length < pins.length) return;
    this.pinned = loaded;
    this.repaint();
  }

  private async ask(
    lane: Lane,
    editor: vscode.TextEditor,
    focus: Focus,
  ): Promise<Shown | undefined> {
    const { document } = editor;
    const answer = await this.parts.traces.ask(lane, {
      document,
      place: placeOf(document, focus),
      explains: "of",
      settings: this.parts.config.traceSettings(),
    });
    return answer && { focus, answer, version: document.version };
  }

  private follow(next: vscode.TextEditor | undefined): void {
    const isElsewhere = next === undefined || !isEligible(next.document);
    if (isElsewhere && this.editor && vscode.window.visibleTextEditors.includes(this.editor)) {
      return; // a panel or a reading has the focus: the editor keeps its colours
    }
    const editor = next && !isInDiffEditor(next) ? next : undefined;
    if (editor === this.editor) return;
    if (this.editor) this.parts.painter.clear(this.editor);
    this.editor = editor;
    this.stale.replaced(EMPTY_PICTURE);
    this.forget();
    this.refresh();
  }

  private caretMoved({ textEditor }: vscode.TextEditorSelectionChangeEvent): void {
    if (textEditor !== this.editor) return;
    this.hovered = undefined;
    if (this.caret && this.caret.version !== textEditor.document.version) return; // typing: edited() asks
    this.refresh();
  }

  private scrolled({ textEditor }: vscode.TextEditorVisibleRangesChangeEvent): void {
    if (textEditor !== this.editor || !this.shown) return;
    this.hovered = undefined;
    if (this.shown?.version === textEditor.document.version) this.repaints.request("even");
  }

  private edited({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const { editor } = this;
    if (editor?.document !== document || contentChanges.length === 0) return;
    if (!this.parts.files.get(document)) return;
    this.hovered = undefined;
    this.stale.edited(contentChanges.map(asChange));
    this.unansweredSince ??= Date.now();
    const left = this.unansweredSince + LONGEST_WAIT_MS - Date.now();
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.refresh(), Math.max(0, Math.min(TYPING_PAUSE_MS, left)));
  }

  /** A display threshold, a scale: the vectors at hand are painted anew. Only another way to trace asks. */
  private configured(): void {
    const asks = JSON.stringify(this.parts.config.traceSettings());
    const isSame = asks === this.asks;
    this.asks = asks;
    if (isSame && this.shown) this.repaint("even");
    else this.refresh();
  }

  private fileChanged(): void {
    const { editor } = this;
    const phase = editor && this.parts.files.get(editor.document)?.phase;
    if (editor && phase?.kind === "starting" && this.shown) {
      this.stale.dim(); // a new process or model is coming
      return;
    }
    if (phase?.kind === "failed") this.forget();
    const isWaiting = this.shown === undefined || this.shown.answer.kind === "pending";
    const isSwitchedOff = phase === undefined;
    if (isWaiting || isSwitchedOff || this.attachedTo !== phase) this.refresh();
    else if (this.isMuted !== this.isUnknownText) this.repaint();
    this.attachedTo = phase;
  }

  private forget(): void {
    this.hovered = undefined;
    this.pinned = [];
    this.caret = undefined;
  }

  private ifShown(uri: string, run: () => void): void {
    if (this.editor?.document.uri.toString() === uri) run();
  }

  private repaint(pace: "soon" | "even" = "soon"): void {
    this.repaints.request(pace);
    this.changed.fire();
  }

  /** False where there is nothing to paint yet. */
  private paint(): boolean {
    const { editor, shown } = this;
    if (!editor || !shown || !this.parts.files.get(editor.document)) return false;
    const { document } = editor;
    if (shown.version !== document.version) return false; // the new answer is on its way
    if (this.layer?.kind === "waiting" && this.stale.isFresh) return false;
    const { picture } = this;
    this.stale.replaced(picture);
    this.isMuted = this.isUnknownText;
    this.parts.painter.paint(editor, {
      picture,
      pins: this.pinSpans(document),
      alsoTargets: this.otherTargets(document),
      pending: this.unread(document, shown),
      prediction: this.prediction(document),
    });
    return true;
  }

  /** A layer that was asked for a moment ago is worth more than dimmed colours. */
  private layerMayWait(): number {
    const since = this.parts.layers.comingSince;
    return since === undefined ? 0 : since + DIM_AFTER_MS - performance.now();
  }

  private paintStale(picture: Picture): void {
    if (!this.editor) return;
    const pins = this.pinSpans(this.editor.document);
    this.parts.painter.paint(this.editor, {
      picture,
      pins,
      alsoTargets: [],
      pending: [],
      prediction: null,
    });
  }

  private pinSpans(document: vscode.TextDocument): Span[] {
    const { pins } = this.parts;
    return pins.of(document).map((pin) => characterSpan(document, focusOfPin(document, pin).utf16));
  }

  /** The targets of the other traces whose tints are in the sum. */
  private otherTargets(document: vscode.TextDocument): Span[] {
    const others = this.pinned.filter((pinned) => pinned !== this.shown);
    return others.map(({ focus }) => characterSpan(document, focus.utf16));
  }

  /** The bytes that the trace would be over, where the forward pass has not come so far. */
  private unread(document: vscode.TextDocument, { answer, focus }: Shown): Span[] {
    if (answer.kind !== "pending") return [];
    const { utf16Start, utf16End } = characterSpan(document, focus.utf16);
    const past = this.parts.config.settings.depth;
    return [{ utf16Start: Math.max(0, utf16Start - past), utf16End }];
  }

  private prediction(document: vscode.TextDocument): Prediction | null {
    const { caret } = this;
    if (!caret || caret.version !== document.version) return null;
    if (!this.parts.config.settings.showPrediction) return null;
    const { answer, focus } = caret;
    const at = document.positionAt(focus.utf16);
    if (answer.kind === "trace") return { at, text: predictionText(answer.trace) };
    if (answer.kind !== "pending") return null;
    return { at, text: `not read yet, ${Math.floor(answer.percent)} %` };
  }
}
