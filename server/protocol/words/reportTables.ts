// The tables by lag of a report, of its chance level, of the memory curve and of the paper's figures, each with its population:
// what terminal, file and editor show alike. Columns that a net does not have are left out. Computes nothing.
import type {
  Controls,
  LagStatistics,
  LyapunovJson,
  MemoryPoint,
  PublishedFigure,
  Report,
} from "../wire/reportJson";
import type { SheetTable } from "../wire/sheet";
import { l10n } from "./l10n";
import { count, percent, signed, three } from "./numbers";

/** Where there is no such number. */
export const NONE = "-";

/** A title and what stands under it; `isOffered` says whether the net has it. */
export type Column<R> = readonly [title: string, of: (row: R) => string, isOffered?: boolean];

function tableOf<R>(all: readonly Column<R>[], rows: readonly R[], population: string): SheetTable {
  const columns = all.filter(([, , isOffered]) => isOffered ?? true);
  return {
    titles: columns.map(([title]) => title),
    rows: rows.map((row) => columns.map(([, of]) => of(row))),
    population,
  };
}

export const or = (value: number | null, words: (value: number) => string) =>
  value === null ? NONE : words(value);
const twoPlaces = (value: number) => value.toFixed(2);
const plus = (value: number) => signed(value);

/** Whether the net has the paper's gradient, and with it these columns. */
export function hasAttribution({ lags }: { readonly lags: readonly Partial<LagStatistics>[] }) {
  return lags.some(({ meanAbsAttribution = null }) => meanAbsAttribution !== null);
}

/** Said of a report without a position that has such a past; undefined if there is one. */
export function noLagsSentence({ outside, population }: Report): string | undefined {
  if (population.count > 0) return undefined;
  return l10n`No position${predictedOf(outside)} has a past of ${population.from} bytes: choose a smaller depth.`;
}

const predictedOf = (outside: number) =>
  outside > 0 ? l10n` whose next byte is in the model's alphabet` : "";

function lagPopulation({ outside, population: p, medianStep, medianCount }: Report): string {
  const spreads =
    medianStep > 1
      ? l10n`; medians and 10 and 90 % over every ${count(medianStep)}th of them, n = ${medianCount}`
      : "";
  return l10n`t = ${p.from} .. ${p.to}${predictedOf(outside)}, n = ${p.count}${spreads}; in nats`;
}

export function normTable(report: Report, controls: Controls | null): SheetTable {
  const columns: Column<LagStatistics>[] = [
    ["k", ({ k }) => String(k)],
    [l10n`mean ||g||`, (l) => three(l.meanNorm)],
    ["10 %", (l) => or(l.lowNorm, three)],
    [l10n`median`, (l) => or(l.medianNorm, three)],
    ["90 %", (l) => or(l.highNorm, three)],
    [l10n`ratio`, (l) => or(l.ratio, twoPlaces)],
    ["10 %", (l) => or(l.lowRatio, twoPlaces)],
    [l10n`median ratio`, (l) => or(l.medianRatio, twoPlaces)],
    ["90 %", (l) => or(l.highRatio, twoPlaces)],
  ];
  const last = controls?.shuffledWeights.lags.at(-1);
  const chance =
    last?.ratio != null
      ? l10n`. With shuffled weights the ratio at k = ${last.k} is ${twoPlaces(last.ratio)}`
      : "";
  const what = l10n`ratio: of the means; the others of each position's own`;
  return tableOf(columns, report.lags, `${lagPopulation(report)}; ${what}${chance}`);
}

export function attributionTable(report: Report, controls: Controls | null): SheetTable {
  const columns: Column<LagStatistics>[] = [
    ["k", ({ k }) => String(k)],
    [l10n`mean attr`, (l) => or(l.meanAttribution, plus)],
    [l10n`mean |attr|`, (l) => or(l.meanAbsAttribution, three)],
    ["10 %", (l) => or(l.lowAbsAttribution, three)],
    [l10n`median`, (l) => or(l.medianAbsAttribution, three)],
    ["90 %", (l) => or(l.highAbsAttribution, three)],
  ];
  const chance = byRandomLags(controls, (lag) => lag.meanAbsAttribution);
  return tableOf(columns, report.lags, `${lagPopulation(report)}${chance}`);
}

export function gatedTable(report: Report, controls: Controls | null): SheetTable {
  const columns: Column<LagStatistics>[] = [
    ["k", ({ k }) => String(k)],
    [l10n`mean gated`, (l) => plus(l.meanGated)],
    [l10n`mean |gated|`, (l) => three(l.meanAbsGated)],
    ["10 %", (l) => or(l.lowAbsGated, three)],
    [l10n`median`, (l) => or(l.medianAbsGated, three)],
    ["90 %", (l) => or(l.highAbsGated, three)],
  ];
  const chance = byRandomLags(controls, (lag) => lag.meanAbsGated);
  return tableOf(columns, report.lags, `${lagPopulation(report)}${chance}`);
}

function byRandomLags(
  controls: Controls | null,
  of: (lag: Controls["randomLags"]["lags"][number]) => number | null,
): string {
  const sizes = (controls?.randomLags.lags ?? []).map(of).filter((size) => size !== null);
  if (sizes.length === 0) return "";
  const [low, high] = [Math.min(...sizes), Math.max(...sizes)];
  return l10n`. Crediting the bytes of random lags gives a mean size of ${three(low)} to ${three(high)}`;
}

/** The chance level of some columns of the lag tables. */
export function chanceTable(controls: Controls): SheetTable {
  const { shuffledWeights, randomLags } = controls;
  const isOffered = hasAttribution(shuffledWeights);
  type Row = { readonly k: number } & {
    readonly shuffled: Controls["shuffledWeights"]["lags"][number];
    readonly random: Controls["randomLags"]["lags"][number];
  };
  const columns: Column<Row>[] = [
    ["k", ({ k }) => String(k)],
    [l10n`ratio, shuffled weights`, ({ shuffled }) => or(shuffled.ratio, twoPlaces)],
    [
      l10n`mean |attr|, shuffled weights`,
      ({ shuffled }) => or(shuffled.meanAbsAttribution, three),
      isOffered,
    ],
    [l10n`|gated|, shuffled weights`, ({ shuffled }) => three(shuffled.meanAbsGated), !isOffered],
    [
      l10n`mean |attr|, random lags`,
      ({ random }) => or(random.meanAbsAttribution, three),
      isOffered,
    ],
    [l10n`|gated|, random lags`, ({ random }) => three(random.meanAbsGated)],
  ];
  const rows = shuffledWeights.lags.map((shuffled, i) => {
    return { k: shuffled.k, shuffled, random: randomLags.lags[i] as Row["random"] };
  });
  return tableOf(columns, rows, chancePopulation(controls));
}

function chancePopulation({ bytes, population, seed }: Controls): string {
  return l10n`the first ${count(bytes)} bytes, n = ${population.count}, seed ${seed}; in nats`;
}

/** With its standard error; null where the direction died. */
export function exponentWords({ natsPerStep, standardError }: LyapunovJson): string | null {
  if (natsPerStep === null) return null;
  const error = standardError === null ? "" : ` \u00b1 ${three(standardError)}`;
  return l10n`${signed(natsPerStep)}${error} nats a step`;
}

/** Whether an exponent is further from zero than twice its standard error. */
export function growthAlong({
  natsPerStep,
  standardError,
}: LyapunovJson): "grows" | "shrinks" | "neither" {
  const growth = natsPerStep ?? Number.NEGATIVE_INFINITY;
  if (Math.abs(growth) <= 2 * (standardError ?? 0)) return "neither";
  return growth > 0 ? "grows" : "shrinks";
}

export function chanceSentences({ shuffledWeights, evenly }: Controls): string[] {
  const { characters } = evenly;
  const { topShare, lyapunov, above99, bitsPerByte, accuracy } = shuffledWeights;
  const exponent = lyapunov && exponentWords(lyapunov);
  return [
    l10n`With shuffled weights: ${twoPlaces(bitsPerByte)} bits per byte, accuracy ${accuracy.toFixed(3)}, p > 0.99 at ${percent(above99)} of the predictions; the top 1, 5, 10 neurons have ${percent(topShare["1"])}, ${percent(topShare["5"])}, ${percent(topShare["10"])} of ||g||^2${exponent ? l10n`; the Lyapunov exponent is ${exponent} (n = ${count(lyapunov?.steps ?? 0)})` : ""}.`,
    l10n`Guessing evenly among ${characters === 256 ? l10n`${characters} bytes` : l10n`${characters} characters`}: ${twoPlaces(evenly.bitsPerByte)} bits per byte, accuracy ${evenly.accuracy.toFixed(3)}.`,
  ];
}

const MEMORY = () =>
  l10n`bits per byte with the last m bytes only, from a zero state; each mean over n evenly chosen targets with m bytes before them`;

export function memoryTable(
  { bitsPerByte, predictions }: Report,
  points: readonly MemoryPoint[],
): SheetTable {
  const rows = [
    ...points.map((p) => [String(p.m), p.bitsPerByte.toFixed(3), count(p.count)]),
    [l10n`all`, bitsPerByte.toFixed(3), count(predictions)],
  ];
  return { titles: ["m", l10n`bits per byte`, "n"], rows, population: MEMORY() };
}

export function publishedTable(figures: readonly PublishedFigure[]): SheetTable {
  return {
    titles: [l10n`figure`, l10n`published`, l10n`measured here`, l10n`reproduces`, l10n`why`],
    rows: figures.map(({ figure, published, measured, reproduces, remark }) => [
      figure,
      published,
      measured,
      reproduces ? l10n`yes` : l10n`no`,
      remark,
    ]),
    words: [0, 1, 2, 3, 4],
    population: l10n`lags and attributions over t = 8 .. 1022, n = 1015; all else over n = 1023 predictions, or one`,
  };
}
