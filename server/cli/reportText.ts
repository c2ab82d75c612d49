// A report as tables for a terminal.
import type { Controls } from "../statistics/controls";
import type { Report } from "../statistics/report";
import { oneLine } from "./oneLine";
import { chanceTable, lagTable, leaderRows, type ReportTable, summaryRows } from "./reportTables";
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
    bold("dominant neurons, by criterion"),
    pairs(leaderRows(report)),
  ].join("\n");
}
