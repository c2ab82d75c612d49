// The whole answer for one byte, to take away: as plain text, line by line, for a screen reader or a note, and as the JSON
// of the command line. Pure.
import type { Threshold } from "../../../server/protocol/vocabulary/thresholds";
import type { Method } from "../../../server/protocol/vocabulary/tracing";
import type { EditorCauses } from "../../../server/protocol/wire/causes";
import type { EditorCounting } from "../../../server/protocol/wire/counting";
import type { EditorTrace } from "../../../server/protocol/wire/messages";
import type { NetSummary } from "../../../server/protocol/wire/net";
import type { OffsetJson } from "../../../server/protocol/wire/traceJson";
import type { EditorWideTrace } from "../../../server/protocol/wire/wideTrace";
import {
  agreementSentence,
  byteAndLag,
  decisiveSentence,
  enoughSentence,
  searchSentence,
} from "../../../server/protocol/words/causes";
import { targetProbability } from "../../../server/protocol/words/certainty";
import { CONTEXTS_FORGOTTEN } from "../../../server/protocol/words/counting";
import { namedBeside } from "../../../server/protocol/words/netNames";
import { cellName, neuronName } from "../../../server/protocol/words/neuronNames";
import { count, percent, probability, signed, three } from "../../../server/protocol/words/numbers";
import { seenWords } from "../../state/countingWords";
import { standInSentence } from "../../state/methods";
import { type Traced, unitOf } from "../../state/onScreen";
import { caveat, honesty, objectiveWords, targetName } from "../../state/traceWords";
import { wideFacts, wideHonesty } from "../../state/wideWords";
import { bytesShown, type Ghost, ghostWords } from "../../state/writingOn";

const NEURONS = 10;

/** What was found of a prediction beside its trace. */
interface Found {
  readonly causes?: EditorCauses | undefined;
  readonly counting?: EditorCounting | undefined;
  /** The line of a UTF-16 offset, counted from 0. */
  readonly lineOf?: (utf16: number) => number;
}

/** @param method of the settings */
export function readingText(
  result: EditorTrace,
  threshold: Threshold | null,
  unknownBits: number | null,
  method: Method,
  { causes, counting, lineOf = () => 0 }: Found = {},
): string {
  const { trace, names, net, targetRank } = result;
  const lines = [
    `${targetName(result)}, predicted from t = ${trace.position} (${names.input}).`,
    `Probability ${targetProbability(trace)}, ${three(trace.bits)} bits, rank ${count(targetRank)} of ${net.alphabet.size}.`,
    `Likeliest: ${trace.topPredictions.map((p, i) => `${names.likeliest[i]} ${probability(p.probability)}`).join(", ")}.`,
    `Gradient norm ${three(trace.gradientNorm)} nats. Method ${trace.method}, ${objectiveWords(trace.objective, trace.against)}.`,
    ...countingLines(result, counting, lineOf),
    ...netLines(method, net),
    honesty(result, unknownBits, causes),
    ...(causes ? ["", ...causesLines(causes, caveat(result, unknownBits) !== null)] : []),
    "",
    `Neurons, strongest ${Math.min(NEURONS, trace.neurons.length)} of ${trace.neurons.length}:`,
    ...trace.neurons
      .slice(0, NEURONS)
      .map(
        (n) =>
          `${neuronName(n.neuron, net)}: gradient ${signed(n.gradient)}, share ${percent(n.share)}, activation ${signed(n.activation)}${mark(n.shown)}`,
      ),
    ...cellLines(result),
    "",
    ...pastLines(result, causes),
  ];
  if (threshold) {
    const kept = trace.threshold;
    const words = kept
      ? `${three(kept.neuronsKept)} neurons and ${kept.offsetsKept} lags pass`
      : "what it hides is not marked";
    lines.push("", `Threshold: ${threshold.rule}, ${threshold.scope}; ${words}.`);
  }
  return `${lines.join("\n")}\n`;
}

/** The same of a selection or of a neuron. @param name with its place @param method of the settings */
export function wideReading(result: EditorWideTrace, name: string, method: Method): string {
  const { trace } = result;
  const facts = wideFacts(result).map((fact) => `${fact.name} ${fact.value}`);
  const lines = [
    `${name}.`,
    `${facts.join(", ")}.`,
    `Method ${trace.method}.`,
    ...netLines(method, result.net),
    wideHonesty(result, method),
    "",
    ...pastLines(result),
  ];
  return `${lines.join("\n")}\n`;
}

function countingLines(
  { countingBits }: EditorTrace,
  counting: EditorCounting | undefined,
  lineOf: (utf16: number) => number,
): string[] {
  const seen = counting && seenWords(counting, lineOf).join("").replace(/\.?$/, ".");
  const forgotten = counting?.forgotten ? `; ${CONTEXTS_FORGOTTEN}` : "";
  const cost =
    countingBits === undefined
      ? []
      : [`Counting the bytes before pays ${three(countingBits)} bits for it${forgotten}.`];
  return [...cost, ...(seen ? [seen] : [])];
}

function netLines(method: Method, net: NetSummary): string[] {
  const [name, standIn] = [namedBeside(net), standInSentence(method, net)];
  return [...(name === null ? [] : [`${name}.`]), ...(standIn === null ? [] : [standIn])];
}

/** Of an LSTM. */
function cellLines({ trace: { cells = [] }, net }: EditorTrace): string[] {
  if (cells.length === 0) return [];
  const rows = cells.slice(0, NEURONS).map(({ neuron, layer, gradient, share, activation }) => {
    const name = cellName(neuron, net, layer);
    return `${name}: gradient ${signed(gradient)}, share ${percent(share)}, activation ${signed(activation)}`;
  });
  return ["", `Cells at k 1, strongest ${rows.length} of ${cells.length}:`, ...rows];
}

function pastLines(result: Traced, causes?: EditorCauses): string[] {
  const { names } = result;
  const unit = unitOf(result);
  const offsets: readonly (OffsetJson & { readonly inside?: boolean })[] = result.trace.offsets;
  const rows = offsets
    .map((offset, i) => ({ ...offset, name: names.offsets[i] ?? "" }))
    .sort((a, b) => Math.abs(b.attribution) - Math.abs(a.attribution))
    .map(({ k, name, position, attribution, share, shown, inside }) => {
      const number = `${signed(attribution)} ${unit}, share ${percent(share)}`;
      return `k ${k}: ${name} at byte ${position}, ${number}${inside ? ", a target too" : ""}${occluded(causes, k)}${mark(shown)}`;
    });
  return ["Past bytes, strongest first:", ...rows];
}

/** The trace as the command line prints it, and in it, if they are there, the causes as it prints those. */
export function copied({ trace }: Traced, causes?: EditorCauses, counting?: EditorCounting) {
  const isTrue = "targetIsTrue" in trace && trace.targetIsTrue;
  const counts = counting ? { counting: countingJson(counting, isTrue) } : {};
  if (!causes) return { ...trace, ...counts };
  const { depth, baseline, occlusion, sufficient, necessary, memory, agreement } = causes;
  const its = { depth, baseline, occlusion, sufficient, necessary, memory, agreement };
  return { ...trace, causes: its, ...counts };
}

/** Without what only the editor shows. @param isTrue the target is the byte in the text, which is the one that is counted */
function countingJson(counting: EditorCounting, isTrue: boolean) {
  const { order, forgotten, match } = counting;
  const counted = { order, bits: isTrue ? counting.bits : null, forgotten };
  if (match === null) return { ...counted, match };
  const { length, at, next } = match;
  return { ...counted, match: { length, at, next } };
}

/** @param saysAgreement false if the line of honesty says it */
function causesLines(causes: EditorCauses, saysAgreement: boolean): string[] {
  const name = byteAndLag(causes.names);
  const seen = Object.entries(causes.memory).map(([m, bits]) => `${m}: ${three(bits)}`);
  return [
    enoughSentence(causes, name),
    decisiveSentence(causes, name),
    searchSentence(causes),
    ...(saysAgreement ? [agreementSentence(causes)] : []),
    `Bits with the last m bytes only: ${[...seen, `all: ${three(causes.bits)}`].join(", ")}.`,
  ];
}

function occluded(causes: EditorCauses | undefined, k: number): string {
  const occlusion = causes?.occlusion[k];
  return occlusion === undefined ? "" : `, occlusion ${signed(occlusion)} nats`;
}

/** The ghost text byte by byte. */
export function writtenReading(ghost: Ghost): string {
  const { bytes, names, position } = ghost.continuation;
  const rows = bytes.slice(0, bytesShown(ghost)).map(({ probability: p, bits, rank }, i) => {
    const sure = `probability ${probability(p)}, ${three(bits)} bits, rank ${count(rank)}`;
    return `byte ${position + i}: ${names[i]}, ${sure}`;
  });
  return `${[ghostWords(ghost), ...rows].join("\n")}\n`;
}

function mark(shown: boolean | undefined): string {
  return shown === false ? " (below the threshold)" : "";
}
