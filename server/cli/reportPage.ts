// A report as a sheet. Computes nothing.
import type { MemoryPoint } from "../attribution/causes/memory";
import type { Sheet, SheetSection } from "../protocol/wire/sheet";
import type { Report } from "../statistics/report";
import type { Controls } from "../statistics/samples";
import {
  chanceTable,
  lagTable,
  leaderRows,
  memoryTable,
  type ReportSubject,
  type ReportTable,
  summaryRows,
} from "./reportTables";

export function reportSheet(
  report: Report,
  subject: ReportSubject,
  chance: Controls | undefined,
  memory?: readonly MemoryPoint[],
): Sheet {
  const section = (heading: string, table: ReportTable): SheetSection => ({
    heading,
    sentences: [],
    table,
  });
  return {
    title: `Analysis of ${subject.text}`,
    subject: [["model", subject.model], ...summaryRows(report, subject)],
    sections: [
      section("By lag", lagTable(report)),
      ...(chance && chance.population.count > 0 ? [section("By chance", chanceTable(chance))] : []),
      ...(memory ? [section("Memory", memoryTable(report, memory))] : []),
      {
        heading: "Dominant neurons, by criterion",
        sentences: [],
        table: {
          titles: ["criterion", "neurons"],
          rows: leaderRows(report),
          words: [0, 1],
          population: `over all predictions, n = ${report.predictions}`,
        },
      },
    ],
  };
}
