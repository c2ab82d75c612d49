// The status bar's tooltip: how well the model knows the text, which model it is, how it is traced, and the legend of
// the colours with its scale. Markdown; pure.

import type { Settings } from "../../../server/protocol/vocabulary/settings";
import { notTracedBack } from "../../../server/protocol/vocabulary/thresholds";
import { tracesBack } from "../../../server/protocol/vocabulary/tracing";
import type { DocumentStatus, ModelSummary } from "../../../server/protocol/wire/messages";
import type { Scale } from "../../../server/protocol/wire/sidebar";
import { byteName } from "../../../server/protocol/words/byteNames";
import { several, three } from "../../../server/protocol/words/numbers";
import { COLOURS, tintColour } from "../../state/ids";
import { literal } from "../../state/markdown";
import { thresholdOf, thresholdWords } from "../../state/settings";
import { objectiveWords } from "../../state/targets";

export interface TooltipFacts {
  readonly sentence: string;
  readonly model: ModelSummary | null;
  readonly status: DocumentStatus | null;
  readonly diskNote: string | null;
  readonly isUntrusted: boolean;
  readonly settings: Settings;
  /** What the colours in the editor stand for. */
  readonly scale: Scale;
}

export function tooltipMarkdown(facts: TooltipFacts): string {
  const parts = [`**Sparse Differentiation** \u2014 ${literal(facts.sentence)}`];
  const { model, status, diskNote } = facts;
  if (status?.bitsPerByte != null) parts.push(literal(knowledge(status)));
  if (model) {
    parts.push(
      `Model ${literal(model.name)}: ${model.hiddenSize} neurons, ${literal(model.format)}, sha256 \`${model.sha256.slice(0, 12)}\``,
    );
  }
  if (diskNote !== null) {
    parts.push(
      literal(`Shown for the text as opened; the file on disk has other bytes (${diskNote}).`),
    );
  }
  if (facts.isUntrusted) parts.push("Models from this workspace load after you trust it.");
  parts.push(literal(howTraced(facts.settings)), legend(facts.scale));
  return parts.join("\n\n");
}

function knowledge(status: DocumentStatus): string {
  const own = `${three(status.bitsPerByte ?? 0)} bits per byte over ${several(status.predictions, "prediction")}`;
  if (status.orderZeroBits === null) return `${own}.`;
  return `${own}; counting its bytes alone gives ${three(status.orderZeroBits)}.`;
}

export function howTraced(settings: Settings): string {
  const { method, objective, against, depth } = settings;
  const threshold = thresholdOf(settings);
  const aim = `${targetSetting(settings.target)}${objectiveWords(objective, against)}`;
  const base = `Method ${method}, ${aim}, lags 0 to ${depth}`;
  if (!threshold) return `${base}, every lag shown.`;
  if (threshold.scope === "tracing" && !tracesBack(method))
    return `${base}, every lag shown. ${notTracedBack(method)}`;
  const scope = threshold.scope === "display" ? "on what is shown" : "while tracing";
  return `${base}, threshold ${thresholdWords(settings)} ${scope}.`;
}

/** Empty for the default target, the byte that is in the text. */
function targetSetting(target: Settings["target"]): string {
  if (target === "true") return "";
  return target === "predicted" ? "target the predicted byte, " : `target ${byteName(target)}, `;
}

/** Swatches in the editor's own colours; the words are enough without them. */
function legend({ full, isSigned, sentence }: Scale): string {
  if (full === 0 || !isSigned) return literal(sentence);
  const swatch = (bucket: number, line: string) => {
    const colour = `var(--vscode-${tintColour(bucket).replace(".", "-")})`;
    return `<span style="color:var(--vscode-${line.replace(".", "-")});background-color:${colour};">&nbsp;${bucket > 0 ? "+" : "\u2212"}&nbsp;</span>`;
  };
  const raises = `${swatch(6, COLOURS.positiveLine)} solid line: above zero`;
  const lowers = `${swatch(-6, COLOURS.negativeLine)} dotted line: below zero`;
  return `${raises} &nbsp; ${lowers}\n\n${literal(sentence)}`;
}
