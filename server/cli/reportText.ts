// A report as tables for a terminal.
import type { Report } from "../statistics/report";
import { lagRows, lagTitles, leaderRows, population, summaryRows } from "./reportTables";
import { bold, dim, table } from "./table";

export function reportText(report: Report, text: string, model: string): string {
  const pairs = (rows: readonly [string, string][]) => {
    const width = Math.max(...rows.map(([name]) => name.length));
    return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join("\n");
  };
  return [
    `${bold(text)}, model ${model}`,
    "",
    pairs(summaryRows(report)),
    "",
    ...(report.lags.length > 0
      ? [
          table(
            lagTitles.map((title) => ({ title })),
            lagRows(report),
          ),
        ]
      : []),
    dim(population(report)),
    "",
    bold("dominant neurons, by criterion"),
    pairs(leaderRows(report)),
  ].join("\n");
}
