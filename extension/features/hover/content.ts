// The whole answer as Markdown, behind the brief one (brief.ts), in two parts with the causes between them (causes.ts): the
// answer, which is what is predicted from where and how surely; and the details, which are a chart, the strongest neurons
// and lags, links. Both also read well as plain text. Pure.
import { isShown, type Threshold } from "../../../server/protocol/vocabulary/thresholds";
import type { EditorCounting } from "../../../server/protocol/wire/counting";
import type { EditorTrace } from "../../../server/protocol/wire/messages";
import type { NetSummary } from "../../../server/protocol/wire/net";
import type { NeuronJson, OffsetJson } from "../../../server/protocol/wire/traceJson";
import { byteName, nameCharacter } from "../../../server/protocol/words/byteNames";
import { targetProbability } from "../../../server/protocol/words/certainty";
import { seenWords } from "../../../server/protocol/words/counting";
import { l10n } from "../../../server/protocol/words/l10n";
import { standInSentence } from "../../../server/protocol/words/methods";
import { namedBeside } from "../../../server/protocol/words/netNames";
import { count, probability, signed, three } from "../../../server/protocol/words/numbers";
import { attributionName, caveat, targetWords } from "../../../server/protocol/words/traceWords";
import { COMMANDS } from "../../state/ids";
import type { EarlierLink, LinkTarget } from "../../state/links";
import { commandLink, literal } from "../../state/literal";
import { type Traced, unitOf } from "../../state/onScreen";
import { dataImage, traceChart } from "./charts";
import type { ByteContext } from "./context";
import { allLinks } from "./links";
import { strongest, strongestCells } from "./strongest";

const TOP = 5;
const BETWEEN = " \u00b7 ";

export function answerMarkdown(result: EditorTrace, context: ByteContext): string {
  const doubt = caveat(result, context.unknownBits);
  const lines = [
    headline(result),
    certainty(result),
    otherBytes(result, context.link),
    doubt && `_${literal(doubt)}_`,
  ];
  return lines.filter((line) => line !== null).join("\\\n");
}

/** @param seen where the bytes before stand earlier, as Markdown; null if that is not known */
export function detailsMarkdown(
  result: EditorTrace,
  context: ByteContext,
  seen: string | null = null,
): string {
  const parts = [
    seen ?? "",
    result.isUsable ? pictureMarkdown(result, context) : "",
    tablesMarkdown(result, context),
    allLinks(context, result.net),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

/** The details without picture and links. */
export function tablesMarkdown(result: EditorTrace, context: ByteContext): string {
  const parts: string[] = [];
  if (result.isUsable) {
    const offsets = shownOffsets(result, context.threshold);
    parts.push(strongest(result, offsets, shownNeurons(result, context.threshold), context));
    parts.push(strongestCells(result));
    const kept = keptLine(result, context.threshold);
    if (kept) parts.push(literal(kept));
  }
  parts.push(likeliest(result), standInWords(result, context));
  return parts.filter((part) => part !== "").join("\n\n");
}

/** Seen before: these 19 bytes stand at line 12, followed by 'm' */
export function seenMarkdown(counting: EditorCounting, lineOf: (utf16: number) => number): string {
  const [before, link, after] = seenWords(counting, lineOf);
  if (link === null || counting.match === null) return literal(before);
  const { uri, match } = counting;
  const argument: EarlierLink = { uri, ...match.span };
  const shown = commandLink(link, COMMANDS.goToEarlier, argument, l10n`Go there; Go Back returns`);
  return `${literal(before)}${shown}${literal(after)}`;
}

/** **'m'** at byte 29, predicted from t = 28 ('.') */
export function headline(result: EditorTrace): string {
  const { trace, names } = result;
  const { name, where } = targetWords(result);
  const from = l10n`predicted from t = ${trace.position} (${names.input})`;
  return `**${literal(name)}**${literal(` ${where}, ${from}`)}`;
}

/** **p 0.998** · 0.00283 bits · rank 1 of 256 · ||g|| 0.00821 nats */
export function certainty(result: EditorTrace): string {
  const norm = literal(l10n`\u2016g\u2016 ${three(result.trace.gradientNorm)} nats`);
  return [odds(result), norm, ...namesOfNet(result.net)].join(BETWEEN);
}

/** The beginning of it, which the brief answer has too. */
export function odds({ trace, net, targetRank, countingBits }: EditorTrace): string {
  return [
    `**p ${literal(targetProbability(trace))}**`,
    literal(l10n`${three(trace.bits)} bits`),
    ...(countingBits === undefined ? [] : [literal(l10n`counting ${three(countingBits)} bits`)]),
    l10n`rank ${count(targetRank)} of ${net.alphabet.size}`,
  ].join(BETWEEN);
}

/** Last in a line of numbers, where it takes no room from them. */
export function namesOfNet(net: NetSummary): string[] {
  const name = namedBeside(net);
  return name === null ? [] : [literal(name)];
}

function likeliest({ trace, names }: EditorTrace): string {
  const all = trace.topPredictions
    .slice(0, TOP)
    .map(({ probability: p }, i) => literal(`${names.likeliest[i]} ${probability(p)}`));
  return l10n`Likeliest: ${all.join(", ")}`;
}

/** Why this is by another method than that of the settings; empty if it is not. */
export function standInWords({ net }: Traced, { method }: ByteContext): string {
  const sentence = standInSentence(method, net);
  return sentence === null ? "" : `_${literal(sentence)}_`;
}

export function otherBytes({ character }: EditorTrace, link: LinkTarget | null): string | null {
  if (!character || character.bytes.length < 2) return null;
  const names = character.bytes.map((byte, index) => {
    const name = byteName(byte);
    if (index === character.index) return `**${literal(name)}**`;
    if (link === null) return literal(name);
    const title = l10n`Explain byte ${index + 1} of this character`;
    return commandLink(name, COMMANDS.explainByte, { ...link, byteOfCharacter: index }, title);
  });
  return l10n`Bytes of ${literal(nameCharacter(character.text))}: ${names.join(" ")}`;
}

function shownNeurons(result: EditorTrace, threshold: Threshold | null): NeuronJson[] {
  return result.trace.neurons.filter((neuron, i) =>
    passes(threshold, result.shownFrom.neurons[i], neuron.share, neuron.gradient),
  );
}

export function shownOffsets(result: Traced, threshold: Threshold | null): OffsetJson[] {
  const offsets: readonly OffsetJson[] = result.trace.offsets;
  return offsets.filter((offset, i) =>
    passes(threshold, result.shownFrom.offsets[i], offset.share, offset.attribution),
  );
}

function passes(
  threshold: Threshold | null,
  from: number | undefined,
  share: number,
  value: number,
): boolean {
  if (threshold?.scope !== "display") return true;
  const { rule, value: limit } = threshold;
  return isShown(rule, limit, { shownFrom: from ?? 0, share, magnitude: Math.abs(value) });
}

function keptLine(result: EditorTrace, threshold: Threshold | null): string | null {
  if (threshold?.scope !== "display") return null;
  const neurons = shownNeurons(result, threshold).length;
  const offsets = shownOffsets(result, threshold).length;
  const { trace } = result;
  return l10n`Threshold: ${neurons} of ${trace.neurons.length} neurons and ${offsets} of ${trace.offsets.length} lags shown.`;
}

/** Attribution and gradient norm by lag. What a threshold hides is pale. */
export function pictureMarkdown(
  result: Traced,
  { threshold, theme }: ByteContext,
  height?: number,
): string {
  const offsets: readonly OffsetJson[] = result.trace.offsets;
  const shown = new Set(shownOffsets(result, threshold).map(({ k }) => k));
  const chart = offsets.map((offset) => ({ ...offset, shown: shown.has(offset.k) }));
  const unit = unitOf(result);
  const title = attributionName(result.trace.method);
  const picture = traceChart(chart, title, theme, { unit, height });
  return `![${chartWords(offsets, unit)}](${dataImage(picture)})`;
}

function chartWords(offsets: readonly OffsetJson[], unit: string): string {
  const values = offsets.map((offset) => offset.attribution);
  const last = offsets.at(-1)?.k ?? 0;
  const range = l10n`from ${signed(Math.min(...values))} to ${signed(Math.max(...values))} ${unit}`;
  return l10n`Attribution by lag, k 0 to ${last}, ${range}`;
}
