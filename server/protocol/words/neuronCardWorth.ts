// What a neuron is worth, in the words of its card: its part of the gradient, and what the net pays without it. Each number has
// its n, its rank and its chance level.
import type { CostJson, NeuronCardJson, RankedJson } from "../wire/neuronCardJson";
import type { SheetSection } from "../wire/sheet";
import { l10n } from "./l10n";
import { count, percent, several, signed, three } from "./numbers";

/** Bits per byte, as the paper's page prints them. */
const bits = (value: number) => signed(value, (v) => v.toFixed(4).replace("-", "\u2212"));

export function worthSentences(card: NeuronCardJson): string[] {
  const { cost, energy } = card;
  const sentences: string[] = [];
  if (cost?.readout) sentences.push(costSentence(l10n`Zeroed in the readout`, cost.readout));
  if (cost?.state) sentences.push(costSentence(l10n`Held at zero in the state`, cost.state));
  if (!cost)
    sentences.push(l10n`The model predicts no byte of this file, so that nothing can cost more.`);
  if (energy) {
    const { meanShare, neurons, n } = energy;
    sentences.push(
      l10n`It has ${percent(meanShare.value)} of ||g||\u00b2 on average, rank ${meanShare.rank} of ${neurons}; by chance ${percent(1 / neurons)}; n = ${count(n)} predictions.`,
    );
  }
  return sentences;
}

function costSentence(what: string, { n, change, again, chance }: CostJson): string {
  const others = (chance?.neurons ?? 0) - 1;
  const beside = chance
    ? l10n`; ${others === 1 ? l10n`the other neuron` : l10n`the mean of ${several(others, "other")}`} ${bits(chance.mean)}, rank ${chance.rank} of ${chance.neurons}`
    : "";
  const isChaotic = again !== null && bits(again) !== bits(change);
  const chaos = isChaotic
    ? l10n` A second run from states 1e\u221212 away gives ${bits(again)}: without it the net is chaotic here, and only the size says something.`
    : "";
  return l10n`${what} it costs ${bits(change)} bits per byte (n = ${count(n)} predictions)${beside}.${chaos}`;
}

export function energySection({ energy, layers, layer }: NeuronCardJson): SheetSection {
  const heading = l10n`Its share of the gradient`;
  if (!energy)
    return {
      heading,
      sentences: [l10n`No prediction that was measured has a gradient that is not zero.`],
    };
  const { n, of, noGradient, neurons, meanShare, share, timesFirst } = energy;
  const row = (name: string, found: RankedJson, value: string, chance: string) => [
    name,
    value,
    l10n`${found.rank} of ${neurons}`,
    chance,
  ];
  const chance = percent(1 / neurons);
  const own = layers > 1 ? l10n`, g being that of log p with respect to h of layer ${layer}` : "";
  const zero =
    noGradient > 0 ? l10n` At ${several(noGradient, "more prediction")} the gradient is zero.` : "";
  return {
    heading,
    sentences: [
      l10n`Three criteria, which need not agree: the mean of its shares of ||g||\u00b2, its share of the sum of ||g||\u00b2, which few predictions decide, and how often its |g_i| is the largest${own}.${zero}`,
    ],
    table: {
      titles: [l10n`criterion`, l10n`value`, l10n`rank`, l10n`by chance`],
      rows: [
        row(l10n`mean share of ||g||\u00b2`, meanShare, percent(meanShare.value), chance),
        row(l10n`share of the sum of ||g||\u00b2`, share, percent(share.value), chance),
        row(l10n`times first`, timesFirst, count(timesFirst.value), three(n / neurons)),
      ],
      words: [0],
      population: ofPredictions(n, of),
    },
  };
}

const ofPredictions = (n: number, of: number) =>
  n === of
    ? l10n`n = ${count(n)} predictions`
    : l10n`n = ${count(n)} of ${count(of)} predictions, evenly spread`;

export function costSections(card: NeuronCardJson): SheetSection[] {
  const { cost, layer, layers } = card;
  const heading = l10n`What zeroing it costs`;
  if (!cost) return [{ heading, sentences: [l10n`The model predicts no byte of this file.`] }];
  const { readout, state } = cost;
  const rows: string[][] = [];
  const add = (name: string, found: CostJson) => {
    const { n, bitsPerByte, change, chance } = found;
    rows.push([
      name,
      bitsPerByte.toFixed(4),
      bits(change),
      count(n),
      ...(chance
        ? [
            l10n`${chance.rank} of ${chance.neurons}`,
            bits(chance.mean),
            bits(chance.largest),
            bits(chance.own),
            count(chance.n),
          ]
        : [l10n`1 of 1`, "", "", "", ""]),
    ]);
  };
  if (readout) add(l10n`in the readout`, readout);
  if (state) add(l10n`in the state`, state);
  const sentences = [
    ...(layer < layers
      ? [l10n`In the readout it cannot be zeroed, since layer ${layer} is not read out.`]
      : []),
    l10n`In the readout: one column of W_y is taken out of every prediction, the states stay as they are. In the state: the net runs again with h held at zero for whatever reads it, so that all later states change too.`,
    ...(state?.chance
      ? [
          layer < layers
            ? l10n`By chance: the others are ${several(state.chance.neurons - 1, "neuron")} drawn by lot.`
            : l10n`By chance: the others are in the readout all neurons, in the state ${several(state.chance.neurons - 1, "neuron")} drawn by lot.`,
        ]
      : []),
  ];
  if (rows.length === 0)
    return [
      { heading, sentences: [...sentences, l10n`Nothing is predicted where it was measured.`] },
    ];
  const of = (readout ?? state)?.of ?? 0;
  return [
    {
      heading,
      sentences,
      table: {
        titles: [
          l10n`zeroed`,
          l10n`bits/byte`,
          l10n`cost`,
          "n",
          l10n`rank`,
          l10n`others' mean`,
          l10n`others' largest`,
          l10n`its own there`,
          l10n`n there`,
        ],
        rows,
        words: [0],
        population: l10n`bits per byte more; of ${several(of, "prediction")}`,
      },
    },
  ];
}
