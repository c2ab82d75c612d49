// A report as one self-contained page without scripts that fetches nothing, which a content security policy enforces.
// Computes nothing.
import { createHash } from "node:crypto";
import type { MemoryPoint } from "../attribution/causes/memory";
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
import { oneLine } from "./terminal";

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
  subject: ReportSubject,
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
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><title>${escapeHtml(subject.text)}: attribution report</title><style>${style}</style></head><body>
<h1>${escapeHtml(subject.text)}</h1><p>Model ${escapeHtml(subject.model)}, hidden size ${report.neurons.length}.</p>
<table>${body(summaryRows(report, subject))}</table>
<h2>By lag</h2>
${titled(lagTable(report))}
${chance && chance.population.count > 0 ? `<h2>By chance</h2>\n${titled(chanceTable(chance))}` : ""}
${memory ? `<h2>Memory</h2>\n${titled(memoryTable(report, memory))}` : ""}
<h2>Dominant neurons, by criterion</h2>
<table>${body(leaderRows(report))}</table>
</body></html>
`;
}

function escapeHtml(text: string): string {
  return oneLine(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}
