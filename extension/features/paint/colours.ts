// The colours on the followed editor: those of the traces, or of the layer that replaces them. Limits how often they are
// repainted, and moves them with the text until new ones arrive. The sources hold what is painted; canvas.ts puts it
// together, painter.ts paints it.
import type * as vscode from "vscode";
import { EMPTY_PICTURE, type LayerAnswer, type Picture } from "../../state/picture";
import type { Change } from "../../state/pinList";
import { type CanvasParts, canvasOf, isUnknownText, staleCanvas, tracePicture } from "./canvas";
import type { LayerSource } from "./layerSource";
import type { Painter } from "./painter";
import { DIM_AFTER_MS, Repaints, StaleColours } from "./timing";
import type { TraceSource } from "./traceSource";

export interface ColoursParts extends CanvasParts {
  readonly trace: TraceSource;
  readonly painter: Painter;
  readonly layers: LayerSource;
}

export class Colours {
  private readonly repaints = new Repaints(() => this.paint());
  private readonly stale = new StaleColours(
    (picture) => this.paintStale(picture),
    () => this.layerMayWait(),
  );
  /** Whether the colours on the screen are muted. */
  private isMuted = false;
  /** The value of full colour on the screen. */
  private full = 0;

  /** @param rescaled called when the value of full colour changes, e.g. after a scroll */
  constructor(
    private readonly parts: ColoursParts,
    private readonly rescaled: () => void,
  ) {}

  /** The layer painted in place of the trace, if any. */
  get layer(): LayerAnswer | undefined {
    const { editor } = this.parts.trace;
    return editor && this.parts.layers.of(editor);
  }

  /** What is to be painted. While a layer is loading, what is on the screen stays. */
  get picture(): Picture {
    const { layer } = this;
    const trace = tracePicture(this.parts, this.parts.trace);
    if (!layer) return trace;
    if (layer.kind === "picture")
      return { ...layer.picture, target: trace.target, causes: trace.causes };
    return layer.kind === "waiting" ? this.stale.current : EMPTY_PICTURE;
  }

  /** Whether the colours on the screen are muted although they should not be, or the reverse. */
  get isMutingOutdated(): boolean {
    return this.isMuted !== isUnknownText(this.parts, this.parts.trace.editor);
  }

  /** Requests what the colours need besides the trace: the numbers of the layer, or the scale of the file. */
  ask(editor: vscode.TextEditor): void {
    const { config, layers, profiles } = this.parts;
    layers.ask(editor);
    const { layer, scale } = config.settings;
    if (layer === "trace" && scale === "file") profiles.want(editor.document);
  }

  /** 'even' is for streams of requests. */
  repaint(pace: "soon" | "even"): void {
    this.repaints.request(pace);
  }

  edited(changes: readonly Change[]): void {
    this.stale.edited(changes);
  }

  /** Dims at once, because new colours will take a while. */
  dim(): void {
    this.stale.dim();
  }

  clear(): void {
    const { editor } = this.parts.trace;
    if (editor) this.parts.painter.clear(editor);
    this.stale.replaced(EMPTY_PICTURE);
  }

  dispose(): void {
    this.stale.dispose();
    this.repaints.dispose();
  }

  /** Returns false if there is nothing to paint yet. */
  private paint(): boolean {
    const { editor, shown } = this.parts.trace;
    if (!editor || !shown || !this.parts.files.get(editor.document)) return false;
    const { document } = editor;
    if (shown.version !== document.version) return false; // the new answer is on its way
    this.ask(editor); // a scroll or a setting may need more
    if (this.layer?.kind === "waiting" && this.stale.isFresh) return false;
    const { picture } = this;
    this.stale.replaced(picture);
    this.isMuted = isUnknownText(this.parts, editor);
    this.parts.painter.paint(
      editor,
      canvasOf(this.parts, document, this.parts.trace, shown, picture),
    );
    if (picture.full !== this.full) {
      this.full = picture.full;
      this.rescaled();
    }
    return true;
  }

  private paintStale(picture: Picture): void {
    const { editor } = this.parts.trace;
    if (editor) this.parts.painter.paint(editor, staleCanvas(this.parts, editor.document, picture));
  }

  /** Waiting a little for a layer that was just requested is better than dimming. */
  private layerMayWait(): number {
    const since = this.parts.layers.comingSince;
    return since === undefined ? 0 : since + DIM_AFTER_MS - performance.now();
  }
}
