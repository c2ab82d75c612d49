// A report written out: its tables, formatted once, for a terminal, as CSV, and as one self-contained page without
// scripts that fetches nothing, which a content security policy enforces; and the comparison of a new model with the
// paper's. Computes nothing.
import { createHash } from "node:crypto";
import type { MemoryPoint } from "../attribution/causes/memory";
import { comparisonRows, SPARSITY_BELONGS_TO_THE_MODEL } from "../protocol/words/paper";
import type { LagStatistics, NeuronStatistics, Report } from "../statistics/report";
import type { Comparison, Controls } from "../statistics/samples";
import { bold, dim, number, oneLine, percent, signed, table } from "./terminal";

const LEADERS = 8;
/** Where a net has more than one matrix like W_h. */
const NO_MATRIX = "-";

interface ReportTable {
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

function lagTable(report: Report): ReportTable {
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
function summaryRows(r: Report): [string, string][] {
  const { topShare } = r.gradient;
  return [
    ["bytes", `${r.bytes} (${r.predictions} predictions)`],
    ["bits per byte", r.bitsPerByte.toFixed(4)],
    ["accuracy", r.accuracy.toFixed(3)],
    ["spectral radius of W_h", r.spectralRadius?.toFixed(3) ?? NO_MATRIX],
    ["largest singular value", r.largestSingularValue?.toFixed(3) ?? NO_MATRIX],
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
function leaderRows(r: Report): [string, string][] {
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
function chanceTable(controls: Controls): ReportTable {
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

const MEMORY =
  "bits per byte with the last m bytes only, from a zero state; each mean over n targets with m bytes before them";

function memoryTable({ bitsPerByte, predictions }: Report, points: readonly MemoryPoint[]) {
  const rows = [
    ...points.map((p) => [String(p.m), p.bitsPerByte.toFixed(3), String(p.count)]),
    ["all", bitsPerByte.toFixed(3), String(predictions)],
  ];
  return { titles: ["m", "bits per byte", "n"], rows, population: MEMORY };
}

/** A report as tables for a terminal. */
export function reportText(
  report: Report,
  text: string,
  model: string,
  chance: Controls | undefined,
  memory?: readonly MemoryPoint[],
): string {
  const pairs = (rows: readonly [string, string][]) => {
    const width = Math.max(...rows.map(([name]) => name.length));
    return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join("\n");
  };
  const numbers = ({ titles, rows }: ReportTable) =>
    table(
      titles.map((title) => ({ title })),
      rows,
    );
  const lags = lagTable(report);
  const byChance = chance && chance.population.count > 0 ? chanceTable(chance) : undefined;
  return [
    `${bold(oneLine(text))}, model ${oneLine(model)}`,
    "",
    pairs(summaryRows(report)),
    "",
    ...(lags.rows.length > 0 ? [numbers(lags)] : []),
    dim(lags.population),
    "",
    ...(byChance ? [numbers(byChance), dim(byChance.population), ""] : []),
    ...(memory ? [numbers(memoryTable(report, memory)), dim(MEMORY), ""] : []),
    bold("dominant neurons, by criterion"),
    pairs(leaderRows(report)),
  ].join("\n");
}

const columns: readonly (keyof LagStatistics)[] = [
  "k",
  "meanNorm",
  "medianNorm",
  "ratio",
  "medianRatio",
  "meanAttribution",
  "meanAbsAttribution",
  "meanGated",
  "meanAbsGated",
];

/** The lag table as comma-separated values, full precision, one header line. */
export function reportCsv(report: Report): string {
  const lines = report.lags.map((lag) => columns.map((c) => lag[c]).join(","));
  return `${[columns.join(","), ...lines].join("\n")}\n`;
}

const style = `body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}
table{border-collapse:collapse;margin:1rem 0}th,td{padding:.2rem .8rem;text-align:right;border-bottom:1px solid #8884;font-variant-numeric:tabular-nums}
th:first-child,td:first-child{text-align:left}caption{text-align:left;opacity:.75}`;

/** Allows only this exact style: no script, picture, font, frame, form or connection. */
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** A report as one page. */
export function reportHtml(
  report: Report,
  text: string,
  model: string,
  chance: Controls | undefined,
  memory?: readonly MemoryPoint[],
): string {
  const row = (cells: readonly string[], tag: "td" | "th") =>
    `<tr>${cells.map((c) => `<${tag}>${escapeHtml(c)}</${tag}>`).join("")}</tr>`;
  const body = (rows: readonly (readonly string[])[]) =>
    `<tbody>${rows.map((r) => row(r, "td")).join("")}</tbody>`;
  const titled = ({ titles, rows, population }: ReportTable) =>
    `<table><caption>${escapeHtml(population)}</caption><thead>${row(titles, "th")}</thead>${body(rows)}</table>`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><title>${escapeHtml(text)}: attribution report</title><style>${style}</style></head><body>
<h1>${escapeHtml(text)}</h1><p>Model ${escapeHtml(model)}, hidden size ${report.neurons.length}.</p>
<table>${body(summaryRows(report))}</table>
<h2>By lag</h2>
${titled(lagTable(report))}
${chance ? `<h2>By chance</h2>\n${titled(chanceTable(chance))}` : ""}
${memory ? `<h2>Memory</h2>\n${titled(memoryTable(report, memory))}` : ""}
<h2>Dominant neurons, by criterion</h2>
<table>${body(leaderRows(report))}</table>
</body></html>
`;
}

function escapeHtml(text: string): string {
  return oneLine(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

/** The comparison of a new model with the paper's, as text for people. */
export function comparisonText(compared: Comparison): string {
  const titles = [
    { title: "", align: "left" },
    { title: "this model" },
    { title: "the paper's" },
  ] as const;
  return [
    table(titles, comparisonRows(compared)),
    dim(`n = ${compared.predictions}, the ratios over the ${compared.positions} with such a past`),
    SPARSITY_BELONGS_TO_THE_MODEL,
  ].join("\n");
}
