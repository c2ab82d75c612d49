// Sections of a report that are not by lag: the neurons, how certain the net is, how large its gradients are, the bytes that
// stand out, and counting beside it. Computes nothing.
import { CLEAR_BITS } from "../vocabulary/counting";
import type { Controls, NeuronStatistics, PositionJson, Report } from "../wire/reportJson";
import type { Cell, SheetSection } from "../wire/sheet";
import { byteName } from "./byteNames";
import { CONTEXTS_FORGOTTEN } from "./counting";
import { l10n, translated } from "./l10n";
import { neuronName } from "./neuronNames";
import { count, percent, several, three } from "./numbers";
import { writtenCharacters } from "./writtenText";

const LEADERS = 10;
/** A mean of so many times the median is made by a few large values. */
const UNEVEN = 2;

/** 'The dominant neurons' depends on the criterion, so all three are given. */
export function neuronSection({ neurons, predictions }: Report): SheetSection {
  const energy = neurons.reduce((sum, { meanEnergy }) => sum + meanEnergy, 0);
  const ranked = (of: (n: NeuronStatistics) => number) =>
    [...neurons].sort((a, b) => of(b) - of(a) || a.neuron - b.neuron).slice(0, LEADERS);
  const byGradient = ranked((n) => n.meanAbsGradient);
  const byEnergy = ranked((n) => n.meanEnergy);
  const byFirst = ranked((n) => n.timesFirst);
  const link = (n: NeuronStatistics | undefined): Cell =>
    n ? { text: neuronName(n.neuron, { layers: n.layer }), neuron: n.neuron, layer: n.layer } : "";
  const share = (n: NeuronStatistics | undefined) =>
    n && energy > 0 ? percent(n.meanEnergy / energy) : "";
  const even = percent(1 / neurons.length);
  return {
    heading: l10n`The neurons that carry the gradient`,
    sentences: [l10n`Which neurons dominate depends on the criterion, so three are given.`],
    table: {
      titles: [
        l10n`rank`,
        l10n`by mean |g|`,
        l10n`nats`,
        l10n`by energy`,
        l10n`of all`,
        l10n`by times first`,
        l10n`times`,
      ],
      rows: byGradient.map((n, i) => [
        String(i + 1),
        link(n),
        three(n.meanAbsGradient),
        link(byEnergy[i]),
        share(byEnergy[i]),
        link(byFirst[i]),
        count(byFirst[i]?.timesFirst ?? 0),
      ]),
      population: l10n`all predictions, n = ${predictions}, of ${several(neurons.length, "neuron")}; spread evenly, each would have ${even} of the energy and be first ${three(predictions / neurons.length)} times`,
    },
  };
}

export function probabilitySection(
  { distributions, predictions }: Report,
  controls: Controls | null,
): SheetSection {
  const { bins, above99 } = distributions.probability;
  const chance = controls
    ? l10n`; with shuffled weights p > 0.99 at ${percent(controls.shuffledWeights.above99)} of the first ${several(controls.bytes, "byte")}`
    : "";
  return {
    heading: l10n`How certain the net is`,
    sentences: [l10n`It gives the true byte p > 0.99 at ${percent(above99)} of the predictions.`],
    chart: {
      kind: "histogram",
      label: l10n`How often p of the true byte lies where`,
      x: { label: l10n`p of the true byte` },
      y: { label: l10n`predictions` },
      bins,
    },
    table: {
      titles: [l10n`p from`, l10n`to`, "n", l10n`share`],
      rows: bins.map(({ from, to, count: n }) => [
        from.toFixed(2),
        to.toFixed(2),
        count(n),
        percent(n / predictions),
      ]),
      population: l10n`all predictions, n = ${predictions}${chance}`,
    },
  };
}

export function gradientSection({ distributions, gradient, predictions }: Report): SheetSection {
  const { bins, zero } = distributions.gradientNorm;
  const none = zero > 0 ? l10n` ${several(zero, "gradient")} of exactly zero not drawn.` : "";
  const { meanNorm, medianNorm } = gradient;
  const few = medianNorm !== null && meanNorm > UNEVEN * medianNorm;
  const sentence = l10n`The mean is ${three(meanNorm)} nats, the median ${medianNorm === null ? "-" : three(medianNorm)}${few ? l10n`: a few predictions make the mean` : ""}.${none}`;
  return {
    heading: l10n`How large the gradient is`,
    sentences: [sentence],
    ...(bins.length > 0
      ? {
          chart: {
            kind: "histogram" as const,
            label: l10n`How often ||g|| is how large, four bins for each factor of ten`,
            x: { label: l10n`||g||, nats`, isLog: true },
            y: { label: l10n`predictions` },
            bins,
          },
        }
      : {}),
    table: {
      titles: [l10n`||g|| from`, l10n`to`, "n", l10n`share`],
      rows: bins.map(({ from, to, count: n }) => [
        three(from),
        three(to),
        count(n),
        percent(n / predictions),
      ]),
      population: l10n`all predictions, n = ${predictions}; in nats`,
    },
  };
}

export function positionSections({ positions, predictions, counting }: Report): SheetSection[] {
  const section = (
    heading: string,
    sentence: string,
    rows: readonly PositionJson[],
    none: string,
  ): SheetSection => ({
    heading,
    sentences: rows.length > 0 ? [sentence] : [none],
    ...(rows.length > 0
      ? {
          table: {
            titles: [
              l10n`byte`,
              "t",
              l10n`after`,
              l10n`it is`,
              l10n`bits`,
              l10n`counting`,
              "||g||",
            ],
            rows: rows.map(positionRow),
            words: [0, 2, 3],
            population: l10n`the first ${rows.length} of n = ${predictions} predictions; bits of the net and of counting, order ${counting.order}; ||g|| in nats`,
          },
        }
      : {}),
  });
  return [
    section(
      l10n`The most surprising bytes`,
      l10n`What costs the net the most bits.`,
      positions.mostSurprising,
      l10n`There is none.`,
    ),
    section(
      l10n`Where counting wins by most`,
      l10n`Bytes where the net pays the most bits more than counting the bytes before.`,
      positions.countingWins,
      l10n`Counting knows no byte better than the net.`,
    ),
    section(
      l10n`The largest gradients`,
      l10n`Where ||g|| is largest, which is what the means above are made of.`,
      positions.largestGradient,
      l10n`There is none.`,
    ),
  ];
}

function positionRow({
  position,
  byte,
  past,
  bits,
  countingBits,
  gradientNorm,
}: PositionJson): Cell[] {
  return [
    { text: l10n`byte ${position + 1}`, byte: position + 1 },
    String(position),
    pastWords(past),
    byteName(byte),
    three(bits),
    three(countingBits),
    three(gradientNorm),
  ];
}

/** The text before a byte; what cannot be seen is named. A character that is cut off at the beginning is left out. */
function pastWords(past: readonly number[]): string {
  const start = past.findIndex((byte) => (byte & 0xc0) !== 0x80);
  const whole = start < 0 ? past : past.slice(start);
  return writtenCharacters([], whole)
    .map(({ label }) => label)
    .join("");
}

export function countingSection({ counting, predictions, bitsPerByte }: Report): SheetSection {
  const { order, netBetter, countingBetter, forgotten } = counting;
  const clear = several(CLEAR_BITS, "bit");
  return {
    heading: l10n`Counting beside the net`,
    sentences: forgotten ? [`${translated(CONTEXTS_FORGOTTEN)}.`] : [],
    table: {
      titles: [l10n`what`, l10n`value`],
      rows: [
        [l10n`the net, bits per byte`, bitsPerByte.toFixed(4)],
        [l10n`counting, order ${order}, bits per byte`, counting.bitsPerByte.toFixed(4)],
        [l10n`the net knows it better by more than ${clear}`, count(netBetter)],
        [l10n`counting knows it better by more than ${clear}`, count(countingBetter)],
      ],
      words: [0],
      population: l10n`the bytes that the net predicts, n = ${predictions}`,
    },
  };
}
