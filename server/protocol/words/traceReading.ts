// The whole answer for one byte as plain text, line by line: for a screen reader, a note, and an editor that shows text only.
// Pure. The hover of VS Code, with its links and pictures, is in extension/features/hover.
import type { Unit } from "../vocabulary/layers";
import type { Threshold } from "../vocabulary/thresholds";
import type { Method } from "../vocabulary/tracing";
import type { EditorCauses } from "../wire/causes";
import type { EditorCounting } from "../wire/counting";
import type { EditorTrace } from "../wire/messages";
import type { NetSummary } from "../wire/net";
import type { OffsetJson } from "../wire/traceJson";
import {
  agreementSentence,
  byteAndLag,
  decisiveSentence,
  enoughSentence,
  searchSentence,
} from "./causes";
import { targetProbability } from "./certainty";
import { CONTEXTS_FORGOTTEN, seenWords } from "./counting";
import { l10n, translated } from "./l10n";
import { standInSentence } from "./methods";
import { namedBeside } from "./netNames";
import { cellName, neuronName } from "./neuronNames";
import { count, percent, probability, signed, three } from "./numbers";
import { caveat, honesty, objectiveWords, targetName } from "./traceWords";

const NEURONS = 10;
/** Of each kind, where the answer must be short. */
const TOP = 5;

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
  found: Found = {},
): string {
  const { trace } = result;
  const { causes } = found;
  const lines = [
    ...answerLines(result, unknownBits, method, found),
    ...(causes ? ["", ...causesLines(causes, caveat(result, unknownBits) !== null)] : []),
    "",
    ...neuronLines(result, NEURONS),
    ...cellLines(result, NEURONS),
    "",
    ...pastLines(result, { causes }),
  ];
  if (threshold) {
    const kept = trace.threshold;
    const words = kept
      ? l10n`${three(kept.neuronsKept)} neurons and ${kept.offsetsKept} lags pass`
      : l10n`what it hides is not marked`;
    lines.push("", l10n`Threshold: ${threshold.rule}, ${threshold.scope}; ${words}.`);
  }
  return `${lines.join("\n")}\n`;
}

/** The same in short, what matters first: the answer, and the strongest past bytes and neurons. */
export function shortReading(
  result: EditorTrace,
  unknownBits: number | null,
  method: Method,
  found: Found = {},
): string {
  const { causes } = found;
  const sets = causes && setsLines(causes);
  const strongest = result.isUsable
    ? [
        "",
        ...pastLines(result, { causes, most: TOP }),
        "",
        ...neuronLines(result, TOP),
        ...cellLines(result, TOP),
      ]
    : [];
  const lines = [
    ...answerLines(result, unknownBits, method, found),
    ...(sets ? ["", ...sets] : []),
    ...strongest,
  ];
  return lines.join("\n");
}

/** What is predicted from where, how surely, and how far the numbers can be trusted. */
function answerLines(
  result: EditorTrace,
  unknownBits: number | null,
  method: Method,
  { causes, counting, lineOf = () => 0 }: Found,
): string[] {
  const { trace, names, net, targetRank } = result;
  return [
    l10n`${targetName(result)}, predicted from t = ${trace.position} (${names.input}).`,
    l10n`Probability ${targetProbability(trace)}, ${three(trace.bits)} bits, rank ${count(targetRank)} of ${net.alphabet.size}.`,
    l10n`Likeliest: ${trace.topPredictions.map((p, i) => `${names.likeliest[i]} ${probability(p.probability)}`).join(", ")}.`,
    l10n`Gradient norm ${three(trace.gradientNorm)} nats. Method ${trace.method}, ${objectiveWords(trace.objective, trace.against)}.`,
    ...countingLines(result, counting, lineOf),
    ...netLines(method, net),
    honesty(result, unknownBits, causes),
  ];
}

function neuronLines({ trace: { neurons }, net }: EditorTrace, most: number): string[] {
  const rows = neurons
    .slice(0, most)
    .map(
      (n) =>
        l10n`${neuronName(n.neuron, net)}: gradient ${signed(n.gradient)}, share ${percent(n.share)}, activation ${signed(n.activation)}${mark(n.shown)}`,
    );
  return [l10n`Neurons, strongest ${rows.length} of ${neurons.length}:`, ...rows];
}

function countingLines(
  { countingBits }: EditorTrace,
  counting: EditorCounting | undefined,
  lineOf: (utf16: number) => number,
): string[] {
  const seen = counting && seenWords(counting, lineOf).join("").replace(/\.?$/, ".");
  const forgotten = counting?.forgotten ? `; ${translated(CONTEXTS_FORGOTTEN)}` : "";
  const cost =
    countingBits === undefined
      ? []
      : [l10n`Counting the bytes before pays ${three(countingBits)} bits for it${forgotten}.`];
  return [...cost, ...(seen ? [seen] : [])];
}

/** What net it is, and why another method than that of the settings was used. */
export function netLines(method: Method, net: NetSummary): string[] {
  const [name, standIn] = [namedBeside(net), standInSentence(method, net)];
  return [...(name === null ? [] : [`${name}.`]), ...(standIn === null ? [] : [standIn])];
}

/** Of an LSTM. */
function cellLines({ trace: { cells = [] }, net }: EditorTrace, most: number): string[] {
  if (cells.length === 0) return [];
  const rows = cells.slice(0, most).map(({ neuron, layer, gradient, share, activation }) => {
    const name = cellName(neuron, net, layer);
    return l10n`${name}: gradient ${signed(gradient)}, share ${percent(share)}, activation ${signed(activation)}`;
  });
  return ["", l10n`Cells at k 1, strongest ${rows.length} of ${cells.length}:`, ...rows];
}

interface Past {
  readonly unit?: Unit;
  readonly causes?: EditorCauses | undefined;
  readonly most?: number;
}

/** The past bytes of any trace, strongest first: all, or so many. */
export function pastLines(
  { trace, names }: Offsets,
  { unit = "nats", causes, most }: Past = {},
): string[] {
  const rows = trace.offsets
    .map((offset, i) => ({ ...offset, name: names.offsets[i] ?? "" }))
    .sort((a, b) => Math.abs(b.attribution) - Math.abs(a.attribution))
    .slice(0, most)
    .map(({ k, name, position, attribution, share, shown, inside }) => {
      const number = l10n`${signed(attribution)} ${unit}, share ${percent(share)}`;
      return l10n`k ${k}: ${name} at byte ${position}, ${number}${inside ? l10n`, a target too` : ""}${occluded(causes, k)}${mark(shown)}`;
    });
  const which =
    most === undefined
      ? l10n`strongest first`
      : l10n`strongest ${rows.length} of ${trace.offsets.length}`;
  return [l10n`Past bytes, ${which}:`, ...rows];
}

interface Offsets {
  readonly trace: { readonly offsets: readonly (OffsetJson & { readonly inside?: boolean })[] };
  readonly names: { readonly offsets: readonly string[] };
}

function setsLines(causes: EditorCauses): string[] {
  const name = byteAndLag(causes.names);
  return [enoughSentence(causes, name), decisiveSentence(causes, name)];
}

/** @param saysAgreement false if the line of honesty says it */
function causesLines(causes: EditorCauses, saysAgreement: boolean): string[] {
  const seen = Object.entries(causes.memory).map(([m, bits]) => `${m}: ${three(bits)}`);
  return [
    ...setsLines(causes),
    searchSentence(causes),
    ...(saysAgreement ? [agreementSentence(causes)] : []),
    l10n`Bits with the last m bytes only: ${[...seen, l10n`all: ${three(causes.bits)}`].join(", ")}.`,
  ];
}

function occluded(causes: EditorCauses | undefined, k: number): string {
  const occlusion = causes?.occlusion[k];
  return occlusion === undefined ? "" : l10n`, occlusion ${signed(occlusion)} nats`;
}

function mark(shown: boolean | undefined): string {
  return shown === false ? l10n` (below the threshold)` : "";
}
