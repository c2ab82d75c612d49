// The tables of a report, formatted once for the terminal and the page.
import type { Controls } from "../statistics/controls";
import type { NeuronStatistics, Report } from "../statistics/report";
import { number, percent, signed } from "./table";

const LEADERS = 8;

export interface ReportTable {
  readonly titles: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What its numbers are over. */
  readonly population: string;
}

const lagTitles = [
  "k",
  "mean ||g||",
  "median",
  "ratio",
  "median ratio",
  "mean attr",
  "mean |attr|",
  "gated",
  "|gated|",
] as const;

export function lagTable(report: Report): ReportTable {
  const rows = report.lags.map((l) => [
    String(l.k),
    number(l.meanNorm),
    number(l.medianNorm),
    l.ratio.toFixed(2),
    l.medianRatio.toFixed(2),
    signed(l.meanAttribution),
    number(l.meanAbsAttribution),
    signed(l.meanGated),
    number(l.meanAbsGated),
  ]);
  return { titles: lagTitles, rows, population: population(report) };
}

/** Name and value, in the order people ask. */
export function summaryRows(r: Report): [string, string][] {
  const { topShare } = r.gradient;
  return [
    ["bytes", `${r.bytes} (${r.predictions} predictions)`],
    ["bits per byte", r.bitsPerByte.toFixed(4)],
    ["accuracy", r.accuracy.toFixed(3)],
    ["spectral radius of W_h", r.spectralRadius.toFixed(3)],
    ["largest singular value", r.largestSingularValue.toFixed(3)],
    [
      "||g||, mean and median",
      `${number(r.gradient.meanNorm)}, ${number(r.gradient.medianNorm)} nats`,
    ],
    [
      "share of ||g||^2 in the top 1, 5, 10 neurons",
      `${percent(topShare["1"])}, ${percent(topShare["5"])}, ${percent(topShare["10"])}`,
    ],
  ];
}

/** 'The dominant neurons' depends on the criterion, so all three are given. */
export function leaderRows(r: Report): [string, string][] {
  const leaders = (of: (n: NeuronStatistics) => number) =>
    [...r.neurons]
      .sort((a, b) => of(b) - of(a) || a.neuron - b.neuron)
      .slice(0, LEADERS)
      .map((n) => `h${n.neuron}`)
      .join(" ");
  return [
    ["mean |g|", leaders((n) => n.meanAbsGradient)],
    ["energy", leaders((n) => n.meanEnergy)],
    ["times first", leaders((n) => n.timesFirst)],
  ];
}

function population({ population: p }: Report): string {
  return p.count > 0
    ? `every mean and median over t = ${p.from} .. ${p.to}, n = ${p.count}; norms and attributions in nats`
    : `no position has a past of ${p.from} bytes; choose a smaller depth`;
}

const chanceTitles = [
  "k",
  "ratio, shuffled weights",
  "mean |attr|, shuffled weights",
  "mean |attr|, random lags",
  "|gated|, random lags",
] as const;

/** The chance level of some columns of the lag table. */
export function chanceTable(controls: Controls): ReportTable {
  const { shuffledWeights, randomLags } = controls;
  const rows = shuffledWeights.lags.map((l, i) => [
    String(l.k),
    l.ratio.toFixed(2),
    number(l.meanAbsAttribution),
    number(randomLags.lags[i].meanAbsAttribution),
    number(randomLags.lags[i].meanAbsGated),
  ]);
  return { titles: chanceTitles, rows, population: chancePopulation(controls) };
}

function chancePopulation({ bytes, population, seed, shuffledWeights }: Controls): string {
  const { topShare } = shuffledWeights;
  return `chance level over the first ${bytes} bytes, n = ${population.count}, seed ${seed}; top 1, 5, 10 neurons with shuffled weights: ${percent(topShare["1"])}, ${percent(topShare["5"])}, ${percent(topShare["10"])}`;
}
