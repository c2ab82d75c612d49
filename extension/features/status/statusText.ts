// What the status bar says of a file: a text, one sentence and a level in each state; and in its tooltip how well the
// model knows the text, which model it is, how it is traced, and the legend of the colours with its scale.
import type { Settings } from "../../../server/protocol/vocabulary/settings";
import { tracesBack } from "../../../server/protocol/vocabulary/tracing";
import type { DocumentStatus, ModelSummary } from "../../../server/protocol/wire/messages";
import type { Scale } from "../../../server/protocol/wire/sidebar";
import { byteName } from "../../../server/protocol/words/byteNames";
import { l10n } from "../../../server/protocol/words/l10n";
import { methodInForce, standInSentence } from "../../../server/protocol/words/methods";
import { isPapersNet, netSentence, shortNetName } from "../../../server/protocol/words/netNames";
import { count, several, three } from "../../../server/protocol/words/numbers";
import { isBadlyKnown } from "../../../server/protocol/words/reading";
import { notTracedBack } from "../../../server/protocol/words/terms";
import { objectiveWords } from "../../../server/protocol/words/traceWords";
import { countingMean } from "../../state/countingWords";
import { COLOURS, type ColourId, cssVariable, tintColour } from "../../state/ids";
import { literal, visible, withoutIcons } from "../../state/literal";
import { type FilePhase, type ServerPhase, serverSentence } from "../../state/phases";
import { thresholdOf, thresholdWords } from "../../state/settings";

export interface StatusWords {
  /** With the editor's $(icon) names. */
  readonly text: string;
  readonly sentence: string;
  readonly level: "plain" | "warning" | "error";
}

export interface StatusFacts {
  readonly server: ServerPhase;
  readonly phase: FilePhase;
  readonly status: DocumentStatus | null;
  readonly modelName: string;
  /** Another model was wanted, but the workspace is not trusted. */
  readonly isUntrusted: boolean;
}

export function statusWords(facts: StatusFacts): StatusWords {
  const { server, phase, status, isUntrusted } = facts;
  const modelName = withoutIcons(facts.modelName);
  if (server === "broken") {
    const sentence = serverSentence(server);
    return { text: l10n`$(error) attribution server stopped`, sentence, level: "error" };
  }
  if (server === "restarting") {
    const sentence = serverSentence(server);
    return { text: l10n`$(loading~spin) restarting`, sentence, level: "plain" };
  }
  if (phase.kind === "failed") {
    return { text: `$(error) ${modelName}`, sentence: visible(phase.sentence), level: "error" };
  }
  if (phase.kind === "starting") {
    const sentence = l10n`Starting the attribution server with ${visible(facts.modelName)}.`;
    return { text: `$(loading~spin) ${modelName}`, sentence, level: "plain" };
  }
  if (status && status.percent < 100) {
    const part = `${Math.floor(status.percent)} %`;
    const sentence = l10n`Reading the file: ${part}.`;
    return { text: `$(loading~spin) ${part} \u00b7 ${modelName}`, sentence, level: "plain" };
  }
  const lock = isUntrusted ? "$(lock) " : "";
  const note = phase.diskNote === null ? "" : " $(info)";
  if (!status || status.bitsPerByte === null) {
    const sentence = l10n`Nothing is predicted yet: a text needs at least two bytes.`;
    return { text: `${lock}${modelName}${note}`, sentence, level: "plain" };
  }
  const { net } = phase.model;
  const kind = isPapersNet(net) ? "" : `${shortNetName(net)} \u00b7 `;
  const known = l10n`${kind}${three(status.bitsPerByte)} bits/byte \u00b7 ${modelName}`;
  if (isBadlyKnown(status)) {
    const sentence = l10n`This model does not know this text: a count of its bytes does better.`;
    return { text: `${lock}$(warning) ${known}${note}`, sentence, level: "warning" };
  }
  const sentence = isUntrusted
    ? l10n`Models from this workspace load after you trust it.`
    : l10n`How well the model predicts this text; lower is better.`;
  return { text: `${lock}${known}${note}`, sentence, level: "plain" };
}

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
  const parts = [l10n`**Sparse Differentiation** \u2014 ${literal(facts.sentence)}`];
  const { model, status, diskNote } = facts;
  if (status?.bitsPerByte != null) parts.push(literal(knowledge(status)));
  const counted = status?.counting && countingMean(status.counting);
  if (counted) parts.push(literal(counted));
  if (status && status.outside > 0) parts.push(literal(outsideWords(status)));
  if (model) {
    parts.push(
      l10n`Model ${literal(model.name)}: ${literal(netSentence(model.net))}; ${literal(model.format)}, sha256 \`${model.sha256.slice(0, 12)}\``,
    );
  }
  if (diskNote !== null) {
    parts.push(
      literal(l10n`Shown for the text as opened; the file on disk has other bytes (${diskNote}).`),
    );
  }
  if (facts.isUntrusted) parts.push(l10n`Models from this workspace load after you trust it.`);
  const net = model?.net ?? null;
  const standIn = standInSentence(facts.settings.method, net);
  const method = methodInForce(facts.settings.method, net);
  parts.push(literal(howTraced({ ...facts.settings, method })));
  if (standIn !== null) parts.push(literal(standIn));
  parts.push(legend(facts.scale));
  return parts.join("\n\n");
}

function knowledge(status: DocumentStatus): string {
  const own = l10n`${three(status.bitsPerByte ?? 0)} bits per byte over ${several(status.predictions, "prediction")}`;
  if (status.orderZeroBits === null) return `${own}.`;
  return l10n`${own}; counting its bytes alone gives ${three(status.orderZeroBits)}.`;
}

/** 2 bytes of this text are not in the model's alphabet: nothing predicts them. */
function outsideWords({ outside }: DocumentStatus): string {
  return outside === 1
    ? l10n`1 byte of this text is not in the model's alphabet and not predicted.`
    : l10n`${count(outside)} bytes of this text are not in the model's alphabet and not predicted.`;
}

export function howTraced(settings: Settings): string {
  const { method, objective, against, depth } = settings;
  const threshold = thresholdOf(settings);
  const aim = `${targetSetting(settings.target)}${objectiveWords(objective, against)}`;
  const base = l10n`Method ${method}, ${aim}, lags 0 to ${depth}`;
  if (!threshold) return l10n`${base}, every lag shown.`;
  if (threshold.scope === "tracing" && !tracesBack(method))
    return l10n`${base}, every lag shown. ${notTracedBack(method)}`;
  const scope = threshold.scope === "display" ? l10n`on what is shown` : l10n`while tracing`;
  return l10n`${base}, threshold ${thresholdWords(settings)} ${scope}.`;
}

/** Empty for the default target, the byte that is in the text. */
function targetSetting(target: Settings["target"]): string {
  if (target === "true") return "";
  return target === "predicted"
    ? l10n`target the predicted byte, `
    : l10n`target ${byteName(target)}, `;
}

/** Swatches in the editor's own colours; the words are enough without them. */
function legend({ full, isSigned, sentence }: Scale): string {
  if (full === 0 || !isSigned) return literal(sentence);
  const swatch = (bucket: number, line: ColourId) => {
    const colour = cssVariable(tintColour(bucket));
    return `<span style="color:${cssVariable(line)};background-color:${colour};">&nbsp;${bucket > 0 ? "+" : "\u2212"}&nbsp;</span>`;
  };
  const raises = l10n`${swatch(6, COLOURS.positiveLine)} solid line: above zero`;
  const lowers = l10n`${swatch(-6, COLOURS.negativeLine)} dotted line: below zero`;
  return `${raises} &nbsp; ${lowers}\n\n${literal(sentence)}`;
}
