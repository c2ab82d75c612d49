// The layers other than the trace: requests the numbers for what is on the screen, then for what is around it, holds the
// last answer and makes a picture of it. colours.ts paints it in place of the trace.
import * as vscode from "vscode";
import type { Settings } from "../../../server/protocol/vocabulary/settings";
import { type LayerParams, layerRequest } from "../../../server/protocol/wire/layer";
import { unpackFloats, unpackIndices } from "../../../server/protocol/wire/packed";
import { marked, translated } from "../../../server/protocol/words/l10n";
import type { Comparisons } from "../../host/comparisons";
import type { Config } from "../../host/config";
import type { OpenFiles } from "../../host/openFiles";
import type { ServerProcess } from "../../host/serverProcess";
import { isQuiet, sentenceOf } from "../../state/failures";
import { Disposables } from "../../state/lifetime";
import { netOf } from "../../state/phases";
import {
  type LayerAnswer,
  type LayerValues,
  largestWithin,
  layerPicture,
} from "../../state/picture";
import { layerScale } from "../../state/scale";
import { type Measured, measuredOn, nextStep, type Step, unmeasured, visibleSpans } from "./ranges";

export interface LayerParts {
  readonly server: ServerProcess;
  readonly files: OpenFiles;
  readonly config: Config;
  readonly comparisons: Comparisons;
}

const NOTHING_COMPARED = marked(
  "Nothing is compared with this text: Compare With Another Model... or Compare With git HEAD begins a comparison.",
);

interface Held extends LayerValues {
  /** Text, version, model and layer; numbers with another key are never drawn. */
  readonly key: string;
  readonly range: vscode.Range;
}

const AGAIN_MS = 500;

export class LayerSource implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<void>());
  private held: Held | undefined;
  private measured: Measured | undefined;
  private problem: { readonly key: string; readonly sentence: string } | undefined;
  /** The last picture and everything it was made from. */
  private drawn: { readonly of: readonly unknown[]; readonly answer: LayerAnswer } | undefined;
  /** Names the request that is running or answered. */
  private asked = "";
  private visibleAskedAt: number | undefined;
  private source: vscode.CancellationTokenSource | undefined;
  private timer: NodeJS.Timeout | undefined;
  readonly onDidChange = this.changed.event;

  constructor(private readonly parts: LayerParts) {
    this.disposables.add(parts.comparisons.onDidChange(() => this.changed.fire()));
  }

  /** When the numbers for what is on the screen were requested; undefined if they are not on their way. */
  get comingSince(): number | undefined {
    return this.visibleAskedAt;
  }

  /** What is known of the layer; undefined if the layer is the trace, or attribution is off. */
  of(editor: vscode.TextEditor): LayerAnswer | undefined {
    if (this.parts.config.settings.layer === "trace") return undefined;
    const key = this.key(editor.document);
    if (this.lacksComparison(editor.document))
      return { kind: "none", sentence: translated(NOTHING_COMPARED) };
    const phase = this.parts.files.get(editor.document)?.phase;
    if (phase === undefined) return undefined; // switched off
    if (phase.kind === "failed") return { kind: "none", sentence: phase.sentence };
    if (key === undefined) return { kind: "waiting" };
    const { held, problem } = this;
    if (problem?.key === key) return { kind: "none", sentence: problem.sentence };
    if (held?.key !== key) return { kind: "waiting" };
    return this.draw(editor, held);
  }

  /** Requests the numbers that the editor's screen, or then the scale, still lacks. */
  ask(editor: vscode.TextEditor): void {
    const { settings } = this.parts.config;
    if (settings.layer === "trace" || this.lacksComparison(editor.document)) {
      this.stop();
      return;
    }
    const key = this.key(editor.document);
    if (key === undefined) return;
    const isFile = settings.scale === "file";
    const measured = this.measured?.key === key ? this.measured : undefined;
    const known = this.held?.key === key ? this.held.range : undefined;
    const rest = isFile ? unmeasured(editor.document, measured) : undefined;
    const step = nextStep(editor, known, rest);
    if (!step) return;
    const asked = JSON.stringify([key, step.kind, step.range]);
    if (asked === this.asked) return;
    this.stop();
    this.asked = asked;
    if (step.kind === "visible") this.visibleAskedAt = performance.now();
    const run = () => void this.run(editor.document, key, step);
    if (step.afterMs > 0) this.timer = setTimeout(run, step.afterMs);
    else run();
  }

  dispose(): void {
    this.stop();
    this.disposables.dispose();
  }

  /** The picture of the numbers at hand; the same object as long as nothing changes. */
  private draw(editor: vscode.TextEditor, held: Held): LayerAnswer {
    const { document } = editor;
    const { settings } = this.parts.config;
    const { layer } = settings;
    if (layer === "trace") return { kind: "waiting" };
    const measured = this.measured?.key === held.key ? this.measured : null;
    const visible = visibleSpans(editor);
    const status = this.parts.files.get(document)?.status ?? null;
    const means = [status?.bitsPerByte, status?.counting?.bitsPerByte];
    const compared = layer === "difference" ? this.parts.comparisons.of(document) : undefined;
    const sum = compared && this.parts.comparisons.sumOf(document);
    const of = [held, measured, settings, JSON.stringify([visible, means]), sum];
    if (this.drawn?.of.every((part, i) => part === of[i])) return this.drawn.answer;
    const scale = layerScale({
      layer,
      settings,
      visible: largestWithin(held, visible),
      file: measured,
      net: netOf(this.parts.files.get(document)),
      status,
      compared: compared ? { names: compared.names, sum } : null,
    });
    const text = document.getText(held.range);
    const start = document.offsetAt(held.range.start);
    const isLineEnd = (utf16: number) => /[\r\n]/.test(text[utf16 - start] ?? "");
    const picture = layerPicture(held, scale.full, isLineEnd, visible);
    const answer = { kind: "picture", picture, scale } as const;
    this.drawn = { of, answer };
    return answer;
  }

  private lacksComparison(document: vscode.TextDocument): boolean {
    const { config, comparisons } = this.parts;
    return config.settings.layer === "difference" && comparisons.of(document) === undefined;
  }

  /** Undefined while the file has no model. */
  private key(document: vscode.TextDocument): string | undefined {
    const phase = this.parts.files.get(document)?.phase;
    if (phase?.kind !== "ready") return undefined;
    const { layer, neuron, depth, method } = this.parts.config.settings;
    const compared = this.parts.comparisons.of(document)?.id;
    const how =
      layer === "neuron"
        ? [neuron]
        : layer === "influence"
          ? [depth, method]
          : layer === "difference"
            ? [compared]
            : [];
    const { uri, version } = document;
    return JSON.stringify([uri.toString(), version, phase.model.sha256, layer, ...how]);
  }

  private async run(document: vscode.TextDocument, key: string, step: Step): Promise<void> {
    const source = new vscode.CancellationTokenSource();
    this.source = source;
    const { asked } = this;
    const isCurrent = () => this.asked === asked && !source.token.isCancellationRequested;
    try {
      const { settings } = this.parts.config;
      const values = await askLayer(this.parts, document, settings, step.range, source.token);
      if (!isCurrent()) return;
      if (!values) return this.again();
      if (step.kind === "measure") {
        this.measured = measuredOn(document, key, values, this.measured);
      } else this.held = { key, range: step.range, ...values };
      this.visibleAskedAt = undefined;
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

  /** Not read yet, or overtaken by a newer request: tries again in a moment. */
  private again(): void {
    this.visibleAskedAt = undefined;
    this.timer = setTimeout(() => {
      this.asked = "";
      this.changed.fire();
    }, AGAIN_MS);
  }

  private stop(): void {
    clearTimeout(this.timer);
    this.source?.cancel();
    this.source = undefined;
    this.visibleAskedAt = undefined;
    this.asked = "";
  }
}

/** Undefined if the forward pass has not come this far or the text has changed. */
async function askLayer(
  { server }: { readonly server: ServerProcess },
  document: vscode.TextDocument,
  { layer, neuron, depth, method }: Settings,
  { start, end }: vscode.Range,
  token: vscode.CancellationToken,
): Promise<LayerValues | undefined> {
  const { client } = server;
  if (!client || layer === "trace") return undefined;
  const params: LayerParams = {
    uri: document.uri.toString(),
    version: document.version,
    layer,
    ...(layer === "neuron" ? { neuron } : {}),
    start: { line: start.line, character: start.character },
    end: { line: end.line, character: end.character },
    depth: Math.max(1, depth),
    ...(method === "gated" ? { method } : {}),
  };
  const answer = await client.ask(layerRequest, params, token);
  if (answer.kind !== "layer" || answer.version !== document.version) return undefined;
  return { starts: unpackIndices(answer.starts), values: unpackFloats(answer.values) };
}
