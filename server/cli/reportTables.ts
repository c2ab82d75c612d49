// The tables of a report, as rows of text: what a terminal and a page show alike. Columns that a net does not have are left
// out. Computes nothing.
import type { MemoryPoint } from "../attribution/causes/memory";
import { CLEAR_BITS } from "../protocol/vocabulary/counting";
import { CONTEXTS_FORGOTTEN } from "../protocol/words/counting";
import { neuronName } from "../protocol/words/neuronNames";
import { several } from "../protocol/words/numbers";
import type { LagStatistics, NeuronStatistics, Report } from "../statistics/report";
import type { Controls } from "../statistics/samples";
import { number, percent, signed } from "./terminal";

const LEADERS = 8;
/** Where there is no such number. */
const NONE = "-";

/** What a report is about. */
export interface ReportSubject {
  /** Path of the text. */
  readonly text: string;
  /** Name of the model. */
  readonly model: string;
  /** Its cell, layers, sizes and alphabet, in words. */
  readonly net: string;
}

export interface ReportTable {
  readonly titles: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What its numbers are over. */
  readonly population: string;
}

/** A title and what stands under it; `isOffered` says whether the net has it. */
type Column<R> = readonly [title: string, of: (row: R) => string, isOffered?: boolean];

function tableOf<R>(
  all: readonly Column<R>[],
  rows: readonly R[],
  population: string,
): ReportTable {
  const columns = all.filter(([, , isOffered]) => isOffered ?? true);
  return {
    titles: columns.map(([title]) => title),
    rows: rows.map((row) => columns.map(([, of]) => of(row))),
    population,
  };
}

const or = (value: number | null, words: (value: number) => string) =>
  value === null ? NONE : words(value);
const twoPlaces = (value: number) => value.toFixed(2);

/** Whether the net has the paper's gradient, and with it these columns. */
export function hasAttribution({ lags }: { readonly lags: readonly Partial<LagStatistics>[] }) {
  return lags.some(({ meanAbsAttribution = null }) => meanAbsAttribution !== null);
}

export function lagTable(report: Report): ReportTable {
  const isOffered = hasAttribution(report);
  const columns: Column<LagStatistics>[] = [
    ["k", (l) => String(l.k)],
    ["mean ||g||", (l) => number(l.meanNorm)],
    ["median", (l) => or(l.medianNorm, number)],
    ["ratio", (l) => or(l.ratio, twoPlaces)],
    ["median ratio", (l) => or(l.medianRatio, twoPlaces)],
    ["mean attr", (l) => or(l.meanAttribution, signed), isOffered],
    ["mean |attr|", (l) => or(l.meanAbsAttribution, number), isOffered],
    ["gated", (l) => signed(l.meanGated)],
    ["|gated|", (l) => number(l.meanAbsGated)],
  ];
  return tableOf(columns, report.lags, population(report));
}

/** Name and value, in the order people ask. */
export function summaryRows(r: Report, { net }: ReportSubject): [string, string][] {
  const { meanNorm, medianNorm, topShare } = r.gradient;
  const outside = r.outside > 0 ? `; ${r.outside} more are not in the model's alphabet` : "";
  return [
    ["net", net],
    ["bytes", `${r.bytes} (${several(r.predictions, "prediction")}${outside})`],
    ["bits per byte", r.bitsPerByte.toFixed(4)],
    [`counting, order ${r.counting.order}`, countingWords(r)],
    ["accuracy", r.accuracy.toFixed(3)],
    ["spectral radius of W_h", r.spectralRadius?.toFixed(3) ?? NONE],
    ["largest singular value", r.largestSingularValue?.toFixed(3) ?? NONE],
    ["||g||, mean and median", `${number(meanNorm)}, ${or(medianNorm, number)} nats`],
    [
      "share of ||g||^2 in the top 1, 5, 10 neurons",
      `${percent(topShare["1"])}, ${percent(topShare["5"])}, ${percent(topShare["10"])}`,
    ],
  ];
}

function countingWords({ counting, predictions }: Report): string {
  const { bitsPerByte, netBetter, countingBetter, forgotten } = counting;
  return [
    `${bitsPerByte.toFixed(4)} bits per byte`,
    `of ${several(predictions, "byte")} the net knows ${netBetter} better by more than ${several(CLEAR_BITS, "bit")}, counting ${countingBetter}`,
    ...(forgotten ? [CONTEXTS_FORGOTTEN] : []),
  ].join("; ");
}

/** 'The dominant neurons' depends on the criterion, so all three are given. */
export function leaderRows(r: Report): [string, string][] {
  const leaders = (of: (n: NeuronStatistics) => number) =>
    [...r.neurons]
      .sort((a, b) => of(b) - of(a) || a.neuron - b.neuron)
      .slice(0, LEADERS)
      .map(({ neuron, layer }) => neuronName(neuron, { layers: layer }))
      .join(" ");
  return [
    ["mean |g|", leaders((n) => n.meanAbsGradient)],
    ["energy", leaders((n) => n.meanEnergy)],
    ["times first", leaders((n) => n.timesFirst)],
  ];
}

function population({ outside, population: p }: Report): string {
  const predicted = outside > 0 ? " whose next byte is in the model's alphabet" : "";
  return p.count > 0
    ? `every mean and median over t = ${p.from} .. ${p.to}${predicted}, n = ${p.count}; norms and attributions in nats`
    : `no position${predicted} has a past of ${p.from} bytes; choose a smaller depth`;
}

/** The chance level of some columns of the lag table. */
export function chanceTable(controls: Controls): ReportTable {
  const { shuffledWeights, randomLags } = controls;
  const isOffered = hasAttribution(shuffledWeights);
  type Row = { readonly k: number } & {
    readonly shuffled: Controls["shuffledWeights"]["lags"][number];
    readonly random: Controls["randomLags"]["lags"][number];
  };
  const columns: Column<Row>[] = [
    ["k", ({ k }) => String(k)],
    ["ratio, shuffled weights", ({ shuffled }) => or(shuffled.ratio, twoPlaces)],
    [
      "mean |attr|, shuffled weights",
      ({ shuffled }) => or(shuffled.meanAbsAttribution, number),
      isOffered,
    ],
    ["|gated|, shuffled weights", ({ shuffled }) => number(shuffled.meanAbsGated), !isOffered],
    ["mean |attr|, random lags", ({ random }) => or(random.meanAbsAttribution, number), isOffered],
    ["|gated|, random lags", ({ random }) => number(random.meanAbsGated)],
  ];
  const rows = shuffledWeights.lags.map((shuffled, i) => {
    return { k: shuffled.k, shuffled, random: randomLags.lags[i] };
  });
  return tableOf(columns, rows, chancePopulation(controls));
}

function chancePopulation({ bytes, population, seed, shuffledWeights, evenly }: Controls): string {
  const bits = (one: { readonly bitsPerByte: number; readonly accuracy: number }) =>
    `${one.bitsPerByte.toFixed(2)} bits per byte, accuracy ${one.accuracy.toFixed(3)}`;
  const { topShare } = shuffledWeights;
  const { characters } = evenly;
  return [
    `chance level over the first ${bytes} bytes, n = ${population.count}, seed ${seed}`,
    `with shuffled weights ${bits(shuffledWeights)}, top 1, 5, 10 neurons ${percent(topShare["1"])}, ${percent(topShare["5"])}, ${percent(topShare["10"])}`,
    `guessing evenly among ${characters} ${characters === 256 ? "bytes" : "characters"}: ${bits(evenly)}`,
  ].join("; ");
}

const MEMORY =
  "bits per byte with the last m bytes only, from a zero state; each mean over n targets with m bytes before them";

export function memoryTable(
  { bitsPerByte, predictions }: Report,
  points: readonly MemoryPoint[],
): ReportTable {
  const rows = [
    ...points.map((p) => [String(p.m), p.bitsPerByte.toFixed(3), String(p.count)]),
    ["all", bitsPerByte.toFixed(3), String(predictions)],
  ];
  return { titles: ["m", "bits per byte", "n"], rows, population: MEMORY };
}
