// A neuron's card as a sheet (docs/neuron-card.md): the same words in the editor and on the command line, each number with its
// population and its chance level. Computes nothing. What it is worth is in neuronCardWorth.ts.
import type { GateName } from "../vocabulary/cells";
import type {
  ActivationJson,
  ByteWeightJson,
  ContextJson,
  GateJson,
  LiftJson,
  NeuronCardJson,
  NeuronWeightJson,
  TenthJson,
} from "../wire/neuronCardJson";
import type { Cell, Fact, Sheet, SheetSection } from "../wire/sheet";
import { byteName } from "./byteNames";
import { l10n } from "./l10n";
import { costSections, energySection, worthSentences } from "./neuronCardWorth";
import { neuronName } from "./neuronNames";
import { count, percent, several, signed, three } from "./numbers";
import { contextWords } from "./writtenText";

/** Rows of each sign. */
const BYTES = 8;
const GATE_BYTES = 5;
const NEURONS = 8;
const PARTNERS = 12;

/** Names of the text and of the model. */
export interface CardSubject {
  readonly text: string;
  readonly model: string;
}

export function cardName({ neuron, layers, layer }: NeuronCardJson): string {
  return neuronName(neuron, { layers }, layer);
}

export function neuronCardSheet(
  card: NeuronCardJson,
  { text, model }: CardSubject,
  provenance?: readonly Fact[],
): Sheet {
  const { bytes, outside, predictions } = card;
  const unread =
    outside > 0 ? l10n`, ${several(outside, "byte")} outside the model's alphabet` : "";
  return {
    title: l10n`${cardName(card)} in ${text}`,
    subject: [
      [
        l10n`text`,
        `${text}, ${several(bytes, "byte")}, ${several(predictions, "prediction")}${unread}`,
      ],
      [l10n`model`, model],
      [l10n`neuron`, ofLayer(card)],
    ],
    sections: [
      { heading: l10n`What it is worth`, sentences: worthSentences(card) },
      activationSection(card),
      ...contextSections(card),
      ...readSections(card),
      writeSection(card),
      partnerSection(card),
      energySection(card),
      ...costSections(card),
    ],
    ...(provenance ? { provenance } : {}),
  };
}

function ofLayer({ neuron, hiddenSize, layer, layers }: NeuronCardJson): string {
  const which = layers > 1 ? l10n` of layer ${layer} of ${layers}` : "";
  const read = layers > 1 && layer === layers ? l10n`, which is read out` : "";
  return l10n`${neuron} of 0 to ${hiddenSize - 1}${which}${read}`;
}

function activationSection(card: NeuronCardJson): SheetSection {
  const { activation } = card;
  const { n, histogram } = activation;
  const { from, to, counts } = histogram;
  const width = (to - from) / counts.length;
  const bins = counts.map((times, i) => ({
    from: from + i * width,
    to: from + (i + 1) * width,
    count: times,
  }));
  return {
    heading: l10n`Its activation`,
    sentences: [spreadSentence(card, activation), ...boundSentences(activation)],
    chart: {
      kind: "histogram",
      label: l10n`How often its activation is in each of ${counts.length} bins from ${three(from)} to ${three(to)}.`,
      x: { label: l10n`activation h` },
      y: { label: l10n`bytes` },
      bins,
    },
    table: {
      titles: [l10n`from`, l10n`to`, l10n`bytes`, l10n`share`],
      rows: bins.map((bin) => [
        edge(bin.from),
        edge(bin.to),
        count(bin.count),
        percent(bin.count / n),
      ]),
      population: l10n`h after every byte read, n = ${count(n)}`,
    },
  };
}

/** An end of a bin, without the rounding of the division. */
const edge = (value: number) => three(Math.abs(value) < 1e-9 ? 0 : value);

function spreadSentence(card: NeuronCardJson, activation: ActivationJson): string {
  const { n, mean, deviation, least, greatest, isConstant } = activation;
  if (isConstant)
    return l10n`It does not move: h is ${signed(mean)} after each of ${several(n, "byte")}, so that nothing can be said of where it is strong or what goes with it.`;
  return l10n`${cardName(card)} is ${signed(mean)} on average, with a standard deviation of ${three(deviation)}, from ${signed(least)} to ${signed(greatest)}; n = ${count(n)} bytes.`;
}

function boundSentences({ saturated, off, cellState }: ActivationJson): string[] {
  return [
    ...(saturated === null
      ? []
      : [l10n`Saturated (|h| > 0.99) after ${percent(saturated)} of the bytes.`]),
    ...(off === null
      ? []
      : [
          l10n`Off (h = 0) after ${percent(off)} of the bytes; a ReLU has no bound, so it is never saturated.`,
        ]),
    ...(cellState
      ? [
          l10n`Its cell c, of which h is made, is ${signed(cellState.mean)} on average, with a standard deviation of ${three(cellState.deviation)}, from ${signed(cellState.least)} to ${signed(cellState.greatest)}.`,
        ]
      : []),
  ];
}

function contextSections({ activation, contexts, bytes }: NeuronCardJson): SheetSection[] {
  const { apart, positive, negative } = contexts;
  const of = (heading: string, rows: readonly ContextJson[], none: string): SheetSection =>
    rows.length === 0
      ? { heading, sentences: [none] }
      : {
          heading,
          sentences: [],
          table: {
            titles: ["t", l10n`activation`, l10n`the bytes up to x_t`, l10n`and after`],
            rows: rows.map((row) => [
              { text: count(row.position), byte: row.position },
              signed(row.activation),
              contextWords(row.before),
              contextWords(row.after),
            ]),
            words: [2, 3],
            population: l10n`the strongest of n = ${count(bytes)} bytes, at least ${apart} bytes apart; of equal ones the earlier`,
          },
        };
  if (activation.isConstant) return [];
  return [
    of(l10n`Where it is most positive`, positive, l10n`Its activation is nowhere above zero.`),
    of(l10n`Where it is most negative`, negative, l10n`Its activation is nowhere below zero.`),
  ];
}

function readSections(card: NeuronCardJson): SheetSection[] {
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

function writeSection(card: NeuronCardJson): SheetSection {
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

function partnerSection(card: NeuronCardJson): SheetSection {
  const heading = l10n`The neurons that move with it`;
  const { partners, activation, bytes, layer, layers, hiddenSize } = card;
  if (!partners) {
    const why = activation.isConstant
      ? l10n`Its activation does not move, so nothing moves with it.`
      : hiddenSize < 2
        ? l10n`It is the only neuron of its layer.`
        : l10n`${several(bytes, "byte")} are too few for correlations; they need 64.`;
    return { heading, sentences: [why] };
  }
  const { n, rows, constant, chance } = partners;
  const { shifts, mean, largest } = chance;
  const still =
    constant === 0
      ? ""
      : constant === 1
        ? l10n` ${several(constant, "neuron")} of the layer does not move and is left out.`
        : l10n` ${several(constant, "neuron")} of the layer do not move and are left out.`;
  return {
    heading,
    sentences: [
      l10n`Correlation r of their activations with its own. By chance the largest |r| among them is ${three(mean)} (${three(largest)} at most): that of its own activations ${shifts.map(count).join(", ")} bytes earlier.${still}`,
    ],
    table: {
      titles: [l10n`neuron`, "r", l10n`above chance`],
      rows: rows
        .slice(0, PARTNERS)
        .map(({ neuron, r }) => [
          { text: neuronName(neuron, { layers }, layer), neuron, layer },
          signed(r),
          Math.abs(r) > largest ? l10n`yes` : l10n`no`,
        ]),
      population: l10n`n = ${count(n)} bytes; the largest |r| of ${several(rows.length, "neuron")}`,
    },
  };
}
