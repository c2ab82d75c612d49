// Of a neuron's card: the bytes or the neurons that it reads, the bytes that it writes, and how much oftener those occur where it is
// strong.
import type { GateName } from "../vocabulary/cells";
import type {
  ByteWeightJson,
  GateJson,
  LiftJson,
  NeuronCardJson,
  NeuronWeightJson,
  TenthJson,
} from "../wire/neuronCardJson";
import type { Cell, SheetSection } from "../wire/sheet";
import { byteName } from "./byteNames";
import { l10n } from "./l10n";
import { neuronName } from "./neuronNames";
import { count, several, signed, three } from "./numbers";

/** Rows of each sign. */
const BYTES = 8;
const GATE_BYTES = 5;
const NEURONS = 8;

export function readSections(card: NeuronCardJson): SheetSection[] {
  const { reads, layers } = card;
  if (reads.kind === "neurons")
    return reads.gates.map((gate) => ({
      heading: l10n`The neurons it reads${into(gate.gate)}`,
      sentences: [
        l10n`It is above layer ${reads.layer} and reads no bytes: the weights W_ih${into(gate.gate)} from each neuron of that layer. By chance one is ${three(gate.size)} (root of the mean square).`,
      ],
      table: {
        titles: [l10n`neuron`, l10n`weight`],
        rows: ends(gate.rows, NEURONS).map(({ neuron, weight }: NeuronWeightJson) => [
          { text: neuronName(neuron, { layers }, reads.layer), neuron, layer: reads.layer },
          signed(weight),
        ]),
        population: l10n`the largest and the smallest of n = ${count(gate.rows.length)} weights`,
      },
    }));
  const { absent, outside, n } = reads;
  const rows = reads.gates.length > 1 ? GATE_BYTES : BYTES;
  return reads.gates.map((gate) => ({
    heading: l10n`The bytes it reads${into(gate.gate)}`,
    sentences: [
      `${weightsSentence(gate)} ${notListed(absent)}${readAsNothing(outside)}`,
      ...liftSentences(card, liftOfInput),
    ],
    table: byteTable(card, gate, rows, l10n`input bytes, n = ${count(n)}`),
  }));
}

/** The weights of bytes, into a gate or into the one pre-activation. */
function weightsSentence({ gate, size }: Pick<GateJson<ByteWeightJson>, "gate" | "size">): string {
  return gate === null
    ? l10n`The weights W_x, what a byte adds to its pre-activation. By chance one is ${three(size)} (root of the mean square).`
    : l10n`The weights W_x${into(gate)}, what a byte adds to that pre-activation. By chance one is ${three(size)} (root of the mean square).`;
}

function readAsNothing(outside: number): string {
  if (outside === 0) return "";
  const bytes = several(outside, "byte");
  return outside === 1
    ? l10n` ${bytes} outside the model's alphabet is read as nothing.`
    : l10n` ${bytes} outside the model's alphabet are read as nothing.`;
}

const into = (gate: GateName | null) => (gate === null ? "" : l10n` into the ${gate} gate`);

function notListed(absent: number): string {
  if (absent === 0) return l10n`The file has every byte of the model's alphabet.`;
  return absent === 1
    ? l10n`${several(absent, "byte")} of the model's alphabet does not occur in this file and is not listed.`
    : l10n`${several(absent, "byte")} of the model's alphabet do not occur in this file and are not listed.`;
}

export function writeSection(card: NeuronCardJson): SheetSection {
  const heading = l10n`The bytes it writes`;
  const { writes, layer } = card;
  if (!writes)
    return {
      heading,
      sentences: [
        l10n`It writes no bytes: layer ${layer} is not read out, layer ${layer + 1} takes its activation.`,
      ],
    };
  const { n, absent, size } = writes;
  return {
    heading,
    sentences: [
      l10n`The weights W_y, what an activation of 1 adds to a byte's logit; a negative activation does the opposite. By chance one is ${three(size)} (root of the mean square). ${notListed(absent)}`,
      ...liftSentences(card, liftOfNext),
    ],
    table: byteTable(card, writes, BYTES, l10n`bytes that follow, n = ${count(n)}`),
  };
}

const liftOfInput = (high: string, low: string) =>
  l10n`Lift: how much more often the byte is the input in the tenth where h is highest (${high}) or lowest (${low}) than in the whole file, which has it so many times; by chance 1.00.`;
const liftOfNext = (high: string, low: string) =>
  l10n`Lift: how much more often the byte is the next byte in the tenth where h is highest (${high}) or lowest (${low}) than in the whole file, which has it so many times; by chance 1.00.`;

function liftSentences(
  { tenths, activation, bytes }: NeuronCardJson,
  sentence: typeof liftOfInput,
): string[] {
  if (activation.isConstant) return [];
  if (!tenths) return [l10n`${several(bytes, "byte")} are too few for lifts; they need 20.`];
  const { high, low } = tenths;
  return [sentence(tenthWords(high, "\u2265"), tenthWords(low, "\u2264"))];
}

const tenthWords = ({ threshold, positions }: TenthJson, sign: string) =>
  `h ${sign} ${signed(threshold)}, n = ${count(positions)}`;

function byteTable(
  { tenths }: NeuronCardJson,
  { rows }: Pick<GateJson<ByteWeightJson>, "rows">,
  most: number,
  population: string,
) {
  const lifts = (row: ByteWeightJson): Cell[] =>
    tenths ? [...lift(row.high), ...lift(row.low)] : [];
  return {
    titles: [
      l10n`byte`,
      l10n`weight`,
      l10n`times`,
      ...(tenths ? [l10n`highest`, l10n`lift`, l10n`lowest`, l10n`lift`] : []),
    ],
    rows: ends(rows, most).map((row) => [
      byteName(row.byte),
      signed(row.weight),
      count(row.times),
      ...lifts(row),
    ]),
    population: l10n`${population}; the largest and the smallest weights of ${several(rows.length, "byte")} that occur`,
  };
}

function lift(found: LiftJson | null): Cell[] {
  return found ? [count(found.times), found.lift.toFixed(2)] : ["", ""];
}

/** The first and the last ones of a list, each once. */
function ends<T>(rows: readonly T[], most: number): readonly T[] {
  return rows.length <= 2 * most ? rows : [...rows.slice(0, most), ...rows.slice(-most)];
}
