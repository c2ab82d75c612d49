// The bytes of an exported file: one object as JSON, or one table as comma-separated values, each with its provenance. The
// only place that makes them, for the command line and the server alike.
import { InputError } from "../nets/inputError";
import type { ExportFormat } from "../protocol/vocabulary/exports";
import { l10n } from "../protocol/words/l10n";
import { csvOf } from "./csv";
import { checkNumbers } from "./numbers";
import { type Origin, provenanceLines, provenanceOf } from "./provenance";
import { type Answer, commandOf, type Question } from "./questions";

export interface ExportFile {
  readonly bytes: Uint8Array;
  readonly command: string;
}

/** @throws InputError for a table that the answer does not have, and for a number that is not finite */
export function exportFile(
  question: Question,
  answer: Answer,
  source: Omit<Origin, "command" | "options">,
  format: ExportFormat,
): ExportFile {
  checkNumbers(answer.json, source.model?.name ?? l10n`the text`);
  const provenance = provenanceOf({ ...commandOf(question), ...source }, format);
  const { command } = provenance;
  const encode = (text: string) => new TextEncoder().encode(text);
  if (format.kind === "json") {
    const text = JSON.stringify({ provenance, ...answer.json }, null, 2);
    return { bytes: encode(`${text}\n`), command };
  }
  const table = answer.tables[format.table];
  if (table) return { bytes: encode(csvOf(table, provenanceLines(provenance))), command };
  throw new InputError(
    l10n`'${format.table}' is no table of this answer; expected ${Object.keys(answer.tables).join(", ")}`,
  );
}
