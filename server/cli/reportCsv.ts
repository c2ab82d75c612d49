// The lag table of a report as comma-separated values. Computes nothing.
import type { LagStatistics, Report } from "../protocol/wire/reportJson";
import { hasAttribution } from "../protocol/words/reportTables";

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
