// Comma-separated values as RFC 4180 has them: CR LF, one header row, quotes only where they are needed. Before the header
// stand lines of a comment, which pandas and R leave out with comment = "#".
import type { Cell, Table } from "./tables";

const END = "\r\n";
/** A spreadsheet takes a text that begins so for a formula, or for a text that was marked as one. */
const MARKED = /^[=+\-@\t\r']/;

/** Numbers in full: the shortest digits that read back as the same float64. */
function field(value: Cell): string {
  if (value === null || value === undefined) return "";
  if (typeof value !== "string") return String(value);
  // An apostrophe marks a text, and is no part of it.
  const text = MARKED.test(value) ? `'${value}` : value;
  return /[",\r\n#]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** @param comment without line breaks */
export function csvOf({ titles, rows }: Table, comment: readonly string[] = [], end = END): string {
  const record = (fields: readonly Cell[]) => fields.map(field).join(",") + end;
  const lines = comment.map((line) => `# ${line}${end}`);
  lines.push(record(titles));
  for (const row of rows) lines.push(record(row));
  return lines.join("");
}
