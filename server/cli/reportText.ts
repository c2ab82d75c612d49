// A report for a terminal and as comma-separated values; and the comparison of a new model with the paper's. Computes nothing.
import type { MemoryPoint } from "../attribution/causes/memory";
import { comparisonRows, SPARSITY_BELONGS_TO_THE_MODEL } from "../protocol/words/paper";
import type { LagStatistics, Report } from "../statistics/report";
import type { Comparison, Controls } from "../statistics/samples";
import {
  chanceTable,
  hasAttribution,
  lagTable,
  leaderRows,
  memoryTable,
  type ReportSubject,
  type ReportTable,
  summaryRows,
} from "./reportTables";
import { bold, dim, oneLine, table } from "./terminal";

/** A report as tables for a terminal. */
export function reportText(
  report: Report,
  subject: ReportSubject,
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
  const remembered = memory && memoryTable(report, memory);
  return [
    `${bold(oneLine(subject.text))}, model ${oneLine(subject.model)}`,
    "",
    pairs(summaryRows(report, subject)),
    "",
    ...(lags.rows.length > 0 ? [numbers(lags)] : []),
    dim(lags.population),
    "",
    ...(byChance ? [numbers(byChance), dim(byChance.population), ""] : []),
    ...(remembered ? [numbers(remembered), dim(remembered.population), ""] : []),
    bold("dominant neurons, by criterion"),
    pairs(leaderRows(report)),
  ].join("\n");
}

const COLUMNS: readonly (keyof LagStatistics)[] = [
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

/** The lag table as comma-separated values, full precision, one header line; nothing where there is no number. */
export function reportCsv(report: Report): string {
  const columns = COLUMNS.filter(
    (name) => !/Attribution$/.test(name) || hasAttribution(report) || report.lags.length === 0,
  );
  const lines = report.lags.map((lag) => columns.map((name) => lag[name] ?? "").join(","));
  return `${[columns.join(","), ...lines].join("\n")}\n`;
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
