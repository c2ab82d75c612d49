// The lag table of a report as comma-separated values, and the comparison of a new model with the paper's. Computes nothing.
import type { LagStatistics, Report } from "../protocol/wire/reportJson";
import { comparisonRows, SPARSITY_BELONGS_TO_THE_MODEL } from "../protocol/words/paper";
import { hasAttribution } from "../protocol/words/reportTables";
import type { Comparison } from "../statistics/samples";
import { dim, table } from "./terminal";

/** The first nine never change their places. */
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
  "lowNorm",
  "highNorm",
  "lowRatio",
  "highRatio",
  "medianAbsAttribution",
  "lowAbsAttribution",
  "highAbsAttribution",
  "medianAbsGated",
  "lowAbsGated",
  "highAbsGated",
];

/**
 * The lag table as comma-separated values, full precision, one header line; nothing where there is no number. The last two
 * columns are n of the means and n of the medians and of what 10 and 90 % stay below.
 */
export function reportCsv(report: Report): string {
  const { lags, population, medianCount } = report;
  const columns = COLUMNS.filter(
    (name) => !/Attribution$/.test(name) || hasAttribution(report) || lags.length === 0,
  );
  const lines = lags.map((lag) =>
    [...columns.map((name) => lag[name] ?? ""), population.count, medianCount].join(","),
  );
  return `${[[...columns, "n", "nOfMedians"].join(","), ...lines].join("\n")}\n`;
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
