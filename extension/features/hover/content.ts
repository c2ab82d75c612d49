// The hover as Markdown, in two parts with the causes between them (causes.ts): the answer, which is what is predicted from
// where and how surely; and the details, which are a chart, the strongest neurons and lags, links. Both also read well
// as plain text. Pure.
import { isShown, type Threshold } from "../../../server/protocol/vocabulary/thresholds";
import type { Method } from "../../../server/protocol/vocabulary/tracing";
import type { EditorCounting } from "../../../server/protocol/wire/counting";
import type { EditorTrace } from "../../../server/protocol/wire/messages";
import type { NetSummary } from "../../../server/protocol/wire/net";
import type { NeuronJson, OffsetJson } from "../../../server/protocol/wire/traceJson";
import { byteName, nameCharacter } from "../../../server/protocol/words/byteNames";
import { targetProbability } from "../../../server/protocol/words/certainty";
import { seenWords } from "../../../server/protocol/words/counting";
import { standInSentence } from "../../../server/protocol/words/methods";
import { namedBeside } from "../../../server/protocol/words/netNames";
import { neuronName } from "../../../server/protocol/words/neuronNames";
import { count, probability, signed, three } from "../../../server/protocol/words/numbers";
import { attributionName, caveat, targetWords } from "../../../server/protocol/words/traceWords";
import type { EarlierLink } from "../../state/countingWords";
import type { ByteLink, CardLink, Focus, LinkTarget, NeuronLink } from "../../state/focus";
import { COMMANDS } from "../../state/ids";
import { commandLink, literal } from "../../state/literal";
import type { Traced } from "../../state/onScreen";
import type { ThemeKind } from "../../state/palette";
import { dataImage, traceChart } from "./charts";
import { type Summing, strongest, strongestCells } from "./strongest";

const TOP = 5;

/** Around a byte that is explained, which need not be in the text. */
export interface ByteContext extends Summing {
  readonly theme: ThemeKind;
  readonly threshold: Threshold | null;
  /** Of the settings. */
  readonly method: Method;
  /** The word around the hovered character; null if there is none. */
  readonly word: Focus | null;
  readonly isPinned: boolean;
  /** Bits per byte if the model does not know the text, else null. */
  readonly unknownBits: number | null;
  /** If the hovered byte is in the window of a shown pin: what is explained there. */
  readonly pinned: PinnedTarget | null;
}

export interface PinnedTarget {
  /** To the hovered byte in that window. */
  readonly link: ByteLink;
  /** 'x' at byte 11 */
  readonly name: string;
}

export interface HoverContext extends ByteContext {
  readonly link: LinkTarget;
  /** The hovered character by itself. */
  readonly aloneLink: LinkTarget;
}

/** What matters first, since a hover shows little more than 250 pixels without scrolling. */
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
  const { trace } = result;
  const parts: string[] = seen === null ? [] : [seen];
  if (result.isUsable) {
    const offsets = shownOffsets(result, context.threshold);
    const shownLags = new Set(offsets.map((offset) => offset.k));
    const chart = trace.offsets.map((offset) => ({ ...offset, shown: shownLags.has(offset.k) }));
    const picture = traceChart(chart, attributionName(trace.method), context.theme);
    parts.push(`![${chartWords(trace.offsets, "nats")}](${dataImage(picture)})`);
    parts.push(strongest(result, offsets, shownNeurons(result, context.threshold), context));
    parts.push(strongestCells(result));
    const kept = keptLine(result, context.threshold);
    if (kept) parts.push(literal(kept));
  }
  parts.push(likeliest(result), standInWords(result, context), links(context, result.net));
  return parts.filter((part) => part !== "").join("\n\n");
}

/** Seen before: these 19 bytes stand at line 12, followed by 'm' */
export function seenMarkdown(counting: EditorCounting, lineOf: (utf16: number) => number): string {
  const [before, link, after] = seenWords(counting, lineOf);
  if (link === null || counting.match === null) return literal(before);
  const { uri, match } = counting;
  const argument: EarlierLink = { uri, ...match.span };
  const shown = commandLink(link, COMMANDS.goToEarlier, argument, "Go there; Go Back returns");
  return `${literal(before)}${shown}${literal(after)}`;
}

/** **'m'** at byte 29, predicted from t = 28 ('.') */
export function headline(result: EditorTrace): string {
  const { trace, names } = result;
  const { name, where } = targetWords(result);
  const from = `predicted from t = ${trace.position} (${names.input})`;
  return `**${literal(name)}**${literal(` ${where}, ${from}`)}`;
}

function certainty({ trace, net, targetRank, countingBits }: EditorTrace): string {
  const numbers = [
    `**p ${literal(targetProbability(trace))}**`,
    literal(`${three(trace.bits)} bits`),
    ...(countingBits === undefined ? [] : [literal(`counting ${three(countingBits)} bits`)]),
    `rank ${count(targetRank)} of ${net.alphabet.size}`,
    literal(`\u2016g\u2016 ${three(trace.gradientNorm)} nats`),
    ...namesOfNet(net),
  ];
  return numbers.join(" \u00b7 ");
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
  return `Likeliest: ${all.join(", ")}`;
}

/** Why this is by another method than that of the settings; empty if it is not. */
export function standInWords({ net }: Traced, { method }: ByteContext): string {
  const sentence = standInSentence(method, net);
  return sentence === null ? "" : `_${literal(sentence)}_`;
}

function otherBytes({ character }: EditorTrace, link: LinkTarget | null): string | null {
  if (!character || character.bytes.length < 2) return null;
  const names = character.bytes.map((byte, index) => {
    const name = byteName(byte);
    if (index === character.index) return `**${literal(name)}**`;
    if (link === null) return literal(name);
    const title = `Explain byte ${index + 1} of this character`;
    return commandLink(name, COMMANDS.explainByte, { ...link, byteOfCharacter: index }, title);
  });
  return `Bytes of ${literal(nameCharacter(character.text))}: ${names.join(" ")}`;
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
  return `Threshold: ${neurons} of ${trace.neurons.length} neurons and ${offsets} of ${trace.offsets.length} lags shown.`;
}

export function chartWords(offsets: readonly OffsetJson[], unit: string): string {
  const values = offsets.map((offset) => offset.attribution);
  const last = offsets.at(-1)?.k ?? 0;
  const range = `from ${signed(Math.min(...values))} to ${signed(Math.max(...values))} ${unit}`;
  return `Attribution by lag, k 0 to ${last}, ${range}`;
}

/** Empty for a byte that is not in the text. */
export function links(context: ByteContext, net: NetSummary): string {
  const { link, word, isPinned } = context;
  if (link === null) return "";
  const pin = isPinned
    ? commandLink("Unpin", COMMANDS.unpin, link, "Let the trace follow the caret again")
    : commandLink("Pin", COMMANDS.pin, link, "Keep this trace on the screen");
  const copy = commandLink(
    "Copy as JSON",
    COMMANDS.copyTrace,
    link,
    "Copy the whole trace as JSON",
  );
  const read = commandLink(
    "Read as text",
    COMMANDS.readAtCursor,
    link,
    "The whole answer as plain text",
  );
  const whole =
    word === null || link.wider
      ? []
      : [
          commandLink(
            "Explain the word",
            COMMANDS.explainSelection,
            { ...link, ...word },
            "All bytes of the word around it, together",
          ),
        ];
  return [pin, ...whole, copy, read, ...whatIfLinks(link, net, context.pinned)].join(" \u00b7 ");
}

/** Of a selection there are none: a byte or a neuron changes one byte's probability. */
function whatIfLinks(
  { wider, ...place }: LinkTarget,
  net: NetSummary,
  pinned: PinnedTarget | null,
): string[] {
  if (wider?.kind === "span") return [];
  const neuron: NeuronLink = wider ? { ...place, neuron: wider.neuron } : place;
  const change = commandLink(
    wider ? `Change ${neuronName(wider.neuron, net)}...` : "Change a neuron...",
    COMMANDS.changeNeuron,
    neuron,
    "The prediction with a neuron zeroed, flipped or clamped in the readout",
  );
  if (wider) {
    const name = neuronName(wider.neuron, net);
    const card: CardLink = { neuron: wider.neuron };
    const title = `What ${name} reads, writes and costs, over the whole text`;
    return [change, commandLink(`Card of ${name}`, COMMANDS.showNeuronCard, card, title)];
  }
  const vary = commandLink(
    "What if...",
    COMMANDS.whatIf,
    place,
    "The prediction with other values of one past byte, without touching the file",
  );
  const here = pinned
    ? [
        commandLink(
          `What if this byte were... (pinned: ${pinned.name})`,
          COMMANDS.whatIf,
          pinned.link,
          "The pinned prediction with other values of this byte",
        ),
      ]
    : [];
  return [vary, change, ...here];
}
