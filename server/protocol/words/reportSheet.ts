// A report, or the whole analysis of a text, as a sheet: what it is about, then a section for each table, with its chart. The
// same on a terminal, in a file and in the editor. Computes nothing.
import type {
  AnalysisJson,
  Controls,
  MemoryPoint,
  PublishedFigure,
  Report,
  ToldAnalysis,
} from "../wire/reportJson";
import type { Fact, Sheet, SheetSection } from "../wire/sheet";
import { l10n } from "./l10n";
import { count, MINUS, percent, several, three } from "./numbers";
import {
  countingSection,
  gradientSection,
  neuronSection,
  positionSections,
  probabilitySection,
} from "./reportSections";
import {
  attributionTable,
  chanceSentences,
  chanceTable,
  exponentWords,
  gatedTable,
  growthAlong,
  hasAttribution,
  memoryTable,
  NONE,
  noLagsSentence,
  normTable,
  or,
  publishedTable,
} from "./reportTables";

/** What a report is about. */
export interface ReportSubject {
  /** Path or name of the text. */
  readonly text: string;
  /** Name of the model. */
  readonly model: string;
  /** Its cell, layers, sizes and alphabet, in words. */
  readonly net: string;
}

/** What has been measured: more of it makes more sections. */
export interface ReportParts {
  readonly report: Report;
  readonly controls?: Controls | null;
  readonly memory?: readonly MemoryPoint[];
  readonly published?: readonly PublishedFigure[] | null;
}

export function reportSheet(
  { report, controls = null, memory, published = null }: ReportParts,
  subject: ReportSubject,
  provenance?: readonly Fact[],
): Sheet {
  const chance = controls !== null && controls.population.count > 0 ? controls : null;
  return {
    title: l10n`Analysis of ${subject.text}`,
    subject: [
      ...subjectFacts(report, subject),
      ...(published && published.length > 0
        ? [[l10n`the paper's figures`, l10n`${reproducing(published)}: see below`] as const]
        : []),
    ],
    sections: [
      ...lagSections(report, chance),
      neuronSection(report),
      probabilitySection(report, controls),
      gradientSection(report),
      ...positionSections(report),
      countingSection(report),
      ...(memory ? [memorySection(report, memory)] : []),
      ...(controls ? [chanceSection(controls, chance)] : []),
      ...(published && published.length > 0 ? [publishedSection(published)] : []),
    ],
    ...(provenance ? { provenance } : {}),
  };
}

/** The whole analysis, with where its numbers come from. @param name of the text */
export function analysisSheet({ json, words }: ToldAnalysis, name: string): Sheet {
  const { model, text, controls, memory, population } = json;
  const { net, published } = words;
  const provenance: Fact[] = [
    [l10n`text`, l10n`${several(text.bytes, "byte")}, sha256 ${text.sha256}`],
    [l10n`model`, l10n`${model.name}, sha256 ${model.sha256}`],
    [l10n`trained on this text`, trainedWords(json)],
    [l10n`depth`, String(population.from)],
    [l10n`kernels`, json.backend],
    [l10n`version`, json.version],
  ];
  const subject = { text: name, model: model.name, net };
  return reportSheet({ report: json, controls, memory, published }, subject, provenance);
}

function trainedWords({ trainedOnThisText, published }: AnalysisJson): string {
  if (published !== null || trainedOnThisText) return l10n`yes: its numbers are in-sample`;
  return trainedOnThisText === null ? l10n`the model's file does not say` : l10n`no`;
}

/** Name and value, in the order people ask. */
function subjectFacts(r: Report, { model, net }: ReportSubject): Fact[] {
  const { meanNorm, medianNorm, lowNorm, highNorm, spreadError, topShare } = r.gradient;
  const counted = spreadError > 0 ? l10n`, quantiles to within ${100 * spreadError}\u00a0%` : "";
  const outside =
    r.outside > 0 ? l10n`; ${count(r.outside)} more are not in the model's alphabet` : "";
  return [
    [l10n`model`, model],
    [l10n`net`, net],
    [l10n`bytes`, `${r.bytes} (${several(r.predictions, "prediction")}${outside})`],
    [l10n`bits per byte`, r.bitsPerByte.toFixed(4)],
    [l10n`accuracy`, r.accuracy.toFixed(3)],
    ["p > 0.99", l10n`${percent(r.distributions.probability.above99)} of the predictions`],
    [
      "||g||",
      l10n`mean ${three(meanNorm)}, median ${or(medianNorm, three)}, 10 to 90\u00a0% ${or(lowNorm, three)} to ${or(highNorm, three)} nats${counted}`,
    ],
    [
      l10n`share of ||g||^2 in the top 1, 5, 10 neurons`,
      `${percent(topShare["1"])}, ${percent(topShare["5"])}, ${percent(topShare["10"])}`,
    ],
    [l10n`spectral radius of W_h`, r.spectralRadius?.toFixed(3) ?? NONE],
    [l10n`largest singular value`, r.largestSingularValue?.toFixed(3) ?? NONE],
    [l10n`Lyapunov exponent`, lyapunovWords(r)],
  ];
}

function lyapunovWords({ lyapunov }: Report): string {
  if (!lyapunov) return l10n`${NONE} (the text is too short)`;
  const { steps, warmUp, stretches, from, to } = lyapunov;
  const where =
    stretches > 1
      ? l10n`${stretches} stretches between t = ${count(from)} and ${count(to)}`
      : `t = ${count(from)} .. ${count(to)}`;
  const over = l10n`n = ${count(steps)} steps back through ${where}, after ${warmUp} to settle`;
  const exponent = exponentWords(lyapunov);
  return exponent === null
    ? l10n`${MINUS}infinite: the gradient dies on the way (${where})`
    : l10n`${exponent} along the text (${over})`;
}

function publishedSection(figures: readonly PublishedFigure[]): SheetSection {
  return {
    heading: l10n`The paper's figures`,
    sentences: [
      l10n`This is the paper's own model on the paper's own text, which it was trained on. Of its published figures ${reproducing(figures)}.`,
    ],
    table: publishedTable(figures),
  };
}

function reproducing(figures: readonly PublishedFigure[]): string {
  const same = figures.filter(({ reproduces }) => reproduces).length;
  return l10n`${count(same)} of ${count(figures.length)} reproduce`;
}

function lagSections(report: Report, chance: Controls | null): SheetSection[] {
  const none = noLagsSentence(report);
  if (none !== undefined)
    return [{ heading: l10n`Norm of the gradient by lag`, sentences: [none] }];
  const x = { label: l10n`lag k` };
  const bands = (
    of: (lag: Report["lags"][number]) => readonly (number | null)[],
  ): { x: number; low: number; median: number; high: number; mean: number }[] =>
    report.lags.flatMap((lag) => {
      const [low = null, median = null, high = null, mean = null] = of(lag);
      return low === null || median === null || high === null || mean === null
        ? []
        : [{ x: lag.k, low, median, high, mean }];
    });
  const norm: SheetSection = {
    heading: l10n`Norm of the gradient by lag`,
    sentences: [transientSentence(report)],
    chart: {
      kind: "bands",
      label: l10n`Each position's own ratio of ||g|| to that at k = 0: median and 10 to 90\u00a0%; and the ratio of the means`,
      x,
      y: { label: l10n`ratio to k = 0` },
      bands: bands((l) => [l.lowRatio, l.medianRatio, l.highRatio, l.ratio]),
    },
    table: normTable(report, chance),
  };
  const sizes = (
    heading: string,
    label: string,
    table: SheetSection["table"],
    of: Parameters<typeof bands>[0],
  ): SheetSection => ({
    heading,
    sentences: [],
    chart: { kind: "bands", label, x, y: { label: l10n`nats` }, bands: bands(of) },
    ...(table ? { table } : {}),
  });
  return [
    norm,
    ...(hasAttribution(report)
      ? [
          sizes(
            l10n`Attribution by lag`,
            l10n`Size of the attribution by lag: mean, median and 10 to 90\u00a0%`,
            attributionTable(report, chance),
            (l) => [
              l.lowAbsAttribution,
              l.medianAbsAttribution,
              l.highAbsAttribution,
              l.meanAbsAttribution,
            ],
          ),
        ]
      : []),
    sizes(
      l10n`Gated attribution by lag`,
      l10n`Size of the gated attribution by lag: mean, median and 10 to 90\u00a0%`,
      gatedTable(report, chance),
      (l) => [l.lowAbsGated, l.medianAbsGated, l.highAbsGated, l.meanAbsGated],
    ),
  ];
}

/** Growth by lag is not growth for ever. */
function transientSentence({ lags, lyapunov }: Report): string {
  const last = lags.at(-1);
  const ratio = or(last?.ratio ?? null, (value) => value.toFixed(2));
  const median = or(last?.medianRatio ?? null, (value) => value.toFixed(2));
  const first = l10n`At k = ${last?.k} the mean norm is ${ratio} times that at k = 0, the median position's own ${median} times.`;
  const exponent = lyapunov && exponentWords(lyapunov);
  if (!exponent) return first;
  const says = {
    grows: l10n`Along the text a gradient grows`,
    shrinks: l10n`Along the text a gradient shrinks in the end`,
    neither: l10n`Along the text a gradient neither grows nor shrinks by more than the error`,
  }[growthAlong(lyapunov)];
  return l10n`${first} ${says}: the Lyapunov exponent is ${exponent}.`;
}

function memorySection(report: Report, points: readonly MemoryPoint[]): SheetSection {
  const known = points.map(({ m, bitsPerByte }) => ({ x: m, y: bitsPerByte }));
  return {
    heading: l10n`How much of the past the net needs`,
    sentences: [
      l10n`With everything before each byte it pays ${report.bitsPerByte.toFixed(3)} bits per byte.`,
    ],
    ...(known.length > 0
      ? {
          chart: {
            kind: "lines" as const,
            label: l10n`Bits per byte with the last m bytes only, and with all`,
            x: { label: "m", isLog: true },
            y: { label: l10n`bits per byte` },
            lines: [
              { name: l10n`the last m bytes`, points: known },
              {
                name: l10n`all bytes before`,
                points: known.map(({ x }) => ({ x, y: report.bitsPerByte })),
              },
            ],
          },
        }
      : {}),
    table: memoryTable(report, points),
  };
}

function chanceSection(controls: Controls, withLags: Controls | null): SheetSection {
  return {
    heading: l10n`The chance level`,
    sentences: chanceSentences(controls),
    ...(withLags ? { table: chanceTable(withLags) } : {}),
  };
}
