// A report as one self-contained page: no scripts, nothing fetched, and a content security policy that enforces it.
import { createHash } from "node:crypto";
import type { Controls } from "../statistics/controls";
import type { Report } from "../statistics/report";
import { oneLine } from "./oneLine";
import { chanceTable, lagTable, leaderRows, type ReportTable, summaryRows } from "./reportTables";

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

export function reportHtml(
  report: Report,
  text: string,
  model: string,
  chance: Controls | undefined,
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
<h2>Dominant neurons, by criterion</h2>
<table>${body(leaderRows(report))}</table>
</body></html>
`;
}

function escapeHtml(text: string): string {
  return oneLine(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}
