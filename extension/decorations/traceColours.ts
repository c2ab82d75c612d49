// The colours on the followed editor: those of the traces at hand or of the layer in their place, painted at a pace,
// moved along with the text while the new ones are on their way. What is at hand is heldTraces.ts; what is painted
// of it canvas.ts.
import type { LayerAnswer, Layers } from "../layers/layers";
import type { Change } from "../pins/moves";
import { type CanvasParts, canvasOf, isUnknownText, staleCanvas, tracePicture } from "./canvas";
import type { HeldTraces } from "./heldTraces";
import type { Painter } from "./painter";
import { EMPTY_PICTURE, type Picture } from "./picture";
import { Repaints } from "./repaints";
import { DIM_AFTER_MS, StaleColours } from "./stale";

export interface ColoursParts extends CanvasParts {
  readonly painter: Painter;
  readonly layers: Layers;
}

export class TraceColours {
  private readonly repaints = new Repaints(() => this.paint());
  private readonly stale = new StaleColours(
    (picture) => this.paintStale(picture),
    () => this.layerMayWait(),
  );
  /** What is painted is drawn as by a model that does not know the text. */
  private isMuted = false;
  /** What full colour stands for on the screen. */
  private full = 0;

  /** @param rescaled full colour stands for something else, e.g. by a scroll */
  constructor(
    private readonly parts: ColoursParts,
    private readonly held: HeldTraces,
    private readonly rescaled: () => void,
  ) {}

  /** The layer that is painted in place of the trace, if one is. */
  get layer(): LayerAnswer | undefined {
    const { editor } = this.held;
    return editor && this.parts.layers.of(editor);
  }

  /** What is to be painted. A layer that is on its way leaves what is on the screen. */
  get picture(): Picture {
    const { layer } = this;
    const trace = tracePicture(this.parts, this.held);
    if (!layer) return trace;
    if (layer.kind === "picture") return { ...layer.picture, target: trace.target };
    return layer.kind === "waiting" ? this.stale.current : EMPTY_PICTURE;
  }

  /** What is known of how well the model knows the text is not what was painted. */
  get isMutingOutdated(): boolean {
    return this.isMuted !== isUnknownText(this.parts, this.held.editor);
  }

  /** 'even' for what comes in streams. */
  repaint(pace: "soon" | "even"): void {
    this.repaints.request(pace);
  }

  edited(changes: readonly Change[]): void {
    this.stale.edited(changes);
  }

  /** At once: new ones are a while away. */
  dim(): void {
    this.stale.dim();
  }

  clear(): void {
    const { editor } = this.held;
    if (editor) this.parts.painter.clear(editor);
    this.stale.replaced(EMPTY_PICTURE);
  }

  dispose(): void {
    this.stale.dispose();
    this.repaints.dispose();
  }

  /** False where there is nothing to paint yet. */
  private paint(): boolean {
    const { editor, shown } = this.held;
    if (!editor || !shown || !this.parts.files.get(editor.document)) return false;
    const { document } = editor;
    if (shown.version !== document.version) return false; // the new answer is on its way
    if (this.layer?.kind === "waiting" && this.stale.isFresh) return false;
    const { picture } = this;
    this.stale.replaced(picture);
    this.isMuted = isUnknownText(this.parts, editor);
    this.parts.painter.paint(editor, canvasOf(this.parts, document, this.held, shown, picture));
    if (picture.full !== this.full) {
      this.full = picture.full;
      this.rescaled();
    }
    return true;
  }

  private paintStale(picture: Picture): void {
    const { editor } = this.held;
    if (editor) this.parts.painter.paint(editor, staleCanvas(this.parts, editor.document, picture));
  }

  /** A layer that was asked for a moment ago is worth more than dimmed colours. */
  private layerMayWait(): number {
    const since = this.parts.layers.comingSince;
    return since === undefined ? 0 : since + DIM_AFTER_MS - performance.now();
  }
}
