// Of a neuron's card: how its activation is spread over the text, and where it is strongest.
import type { ActivationJson, ContextJson, NeuronCardJson } from "../wire/neuronCardJson";
import type { SheetSection } from "../wire/sheet";
import { l10n } from "./l10n";
import { cardName } from "./neuronNames";
import { count, percent, several, signed, three } from "./numbers";
import { contextWords } from "./writtenText";

export function activationSection(card: NeuronCardJson): SheetSection {
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
    return l10n`It is constant: h is ${signed(mean)} after each of ${several(n, "byte")}, so that nothing can be said of where it is strong or what goes with it.`;
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

export function contextSections({ activation, contexts, bytes }: NeuronCardJson): SheetSection[] {
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
