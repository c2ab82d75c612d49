// The lag table of a report as comma-separated values, full precision, one header line.

import type { LagStatistics } from "../statistics/lagRows";
import type { Report } from "../statistics/report";

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

export function reportCsv(report: Report): string {
  const lines = report.lags.map((lag) => columns.map((c) => lag[c]).join(","));
  return `${[columns.join(","), ...lines].join("\n")}\n`;
}
