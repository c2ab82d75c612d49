// A report as tables for a terminal.
import type { Controls } from "../statistics/controls";
import type { Report } from "../statistics/report";
import {
  chancePopulation,
  chanceRows,
  chanceTitles,
  lagRows,
  lagTitles,
  leaderRows,
  population,
  summaryRows,
} from "./reportTables";
import { bold, dim, table } from "./table";

export function reportText(
  report: Report,
  text: string,
  model: string,
  chance: Controls | undefined,
): string {
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
    ...(chance && chance.population.count > 0
      ? [
          table(
            chanceTitles.map((title) => ({ title })),
            chanceRows(chance),
          ),
          dim(chancePopulation(chance)),
          "",
        ]
      : []),
    bold("dominant neurons, by criterion"),
    pairs(leaderRows(report)),
  ].join("\n");
}
