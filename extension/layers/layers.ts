// The layers beside the trace: asks for the numbers of what is on the screen and around it, keeps the last
// answer, and makes the picture of it. Drawn by the trace's view, with the same decoration types.
import * as vscode from "vscode";
import { isQuiet, sentenceOf } from "../client/failures";
import type { OpenFiles } from "../client/openFiles";
import type { ServerProcess } from "../client/serverProcess";
import type { Config } from "../config";
import type { Picture } from "../decorations/picture";
import { Disposables } from "../disposables";
import { askLayer } from "./askLayer";
import { type LayerValues, largestWithin, layerPicture } from "./layerPicture";
import { largest, layerScale, type Scale } from "./scale";
import { isCovered, nearbyRange, visibleSpans } from "./visible";

export interface LayerParts {
  readonly server: ServerProcess;
  readonly files: OpenFiles;
  readonly config: Config;
}

export type LayerAnswer =
  | { readonly kind: "picture"; readonly picture: Picture; readonly scale: Scale }
  /** On its way: what is painted stays. */
  | { readonly kind: "waiting" }
  | { readonly kind: "none"; readonly sentence: string };

interface Held extends LayerValues {
  /** Text, version, model, layer: numbers of another are never drawn. */
  readonly key: string;
  readonly range: vscode.Range;
}

interface Measured {
  readonly key: string;
  readonly largest: number;
  readonly isWhole: boolean;
}

const AGAIN_MS = 500;

export class Layers implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<void>());
  private held: Held | undefined;
  private measured: Measured | undefined;
  private problem: { readonly key: string; readonly sentence: string } | undefined;
  /** Names the question that is under way or answered. */
  private asked = "";
  private source: vscode.CancellationTokenSource | undefined;
  private timer: NodeJS.Timeout | undefined;
  readonly onDidChange = this.changed.event;

  constructor(private readonly parts: LayerParts) {}

  /** Undefined where the trace is the layer. */
  of(editor: vscode.TextEditor): LayerAnswer | undefined {
    const { settings } = this.parts.config;
    const { layer } = settings;
    if (layer === "trace") {
      this.stop();
      return undefined;
    }
    const phase = this.parts.files.get(editor.document)?.phase;
    if (phase?.kind !== "ready") return { kind: "waiting" };
    const key = this.key(editor.document, phase.model.sha256);
    this.ask(editor, key);
    const { held, measured, problem } = this;
    if (problem?.key === key) return { kind: "none", sentence: problem.sentence };
    if (held?.key !== key) return { kind: "waiting" };
    const visible = visibleSpans(editor);
    const scale = layerScale({
      layer,
      settings,
      visible: largestWithin(held, visible),
      file: measured?.key === key ? measured : null,
    });
    const text = editor.document.getText(held.range);
    const start = editor.document.offsetAt(held.range.start);
    const isLineEnd = (utf16: number) => /[\r\n]/.test(text[utf16 - start] ?? "");
    return { kind: "picture", picture: layerPicture(held, scale.full, isLineEnd, visible), scale };
  }

  dispose(): void {
    this.stop();
    this.disposables.dispose();
  }

  private key({ uri, version }: vscode.TextDocument, model: string): string {
    const { layer, neuron, depth, method } = this.parts.config.settings;
    const how = layer === "neuron" ? [neuron] : layer === "influence" ? [depth, method] : [];
    return JSON.stringify([uri.toString(), version, model, layer, ...how]);
  }

  private ask(editor: vscode.TextEditor, key: string): void {
    const isHere = this.held?.key === key && isCovered(editor, this.held.range);
    const isMeasured = this.parts.config.settings.scale !== "file" || this.measured?.key === key;
    if (isHere && isMeasured) return;
    const range = isHere ? undefined : nearbyRange(editor);
    const asked = JSON.stringify([key, range, isMeasured]);
    if (asked === this.asked) return;
    this.stop();
    this.asked = asked;
    void this.run(editor.document, key, range, isMeasured);
  }

  private async run(
    document: vscode.TextDocument,
    key: string,
    range: vscode.Range | undefined,
    isMeasured: boolean,
  ): Promise<void> {
    const source = new vscode.CancellationTokenSource();
    this.source = source;
    const { asked } = this;
    const isCurrent = () => this.asked === asked && !source.token.isCancellationRequested;
    try {
      const { settings } = this.parts.config;
      const values = range && (await askLayer(this.parts, document, settings, range, source.token));
      if (!isCurrent()) return;
      if (range && !values) return this.again();
      if (range && values) {
        this.held = { key, range, ...values };
        this.changed.fire();
      }
      if (isMeasured || !isCurrent()) return;
      const end = document.lineAt(document.lineCount - 1).range.end;
      const whole = new vscode.Range(new vscode.Position(0, 0), end);
      const all = await askLayer(this.parts, document, settings, whole, source.token);
      if (!isCurrent()) return;
      if (!all) return this.again();
      const isWhole = (all.starts.at(-1) ?? 0) >= document.offsetAt(end);
      this.measured = { key, largest: largest(all.values), isWhole };
      this.changed.fire();
    } catch (error) {
      if (!isCurrent()) return;
      if (isQuiet(error)) return this.again();
      this.problem = { key, sentence: sentenceOf(error) };
      this.changed.fire();
    } finally {
      source.dispose();
      if (this.source === source) this.source = undefined;
    }
  }

  /** Not read so far, or crossed by something newer: looked at again in a moment. */
  private again(): void {
    this.timer = setTimeout(() => {
      this.asked = "";
      this.changed.fire();
    }, AGAIN_MS);
  }

  private stop(): void {
    clearTimeout(this.timer);
    this.source?.cancel();
    this.source = undefined;
    this.asked = "";
  }
}
