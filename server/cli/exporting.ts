// --export FILE.json and --export FILE.csv of the commands whose answer can be taken away (docs/export.md). What is in the file
// is made in server/answers, for the editor too.
import { exportFile } from "../answers/exportFile";
import type { Origin } from "../answers/provenance";
import type { Answer, Question } from "../answers/questions";
import { InputError } from "../nets/inputError";
import {
  EXPORT_ENDINGS,
  type ExportFormat,
  type ExportKind,
  type TableName,
  tablesOf,
} from "../protocol/vocabulary/exports";
import { shortened } from "../protocol/words/shortened";
import { type Context, type OptionTable, oneOf } from "./command";
import { checkOutputs } from "./outputs";

export const exportOption: OptionTable = {
  export: { type: "string" },
  table: { type: "string" },
};

export function exportHelp(kind: ExportKind): readonly string[] {
  const [usual, ...others] = tablesOf(kind);
  const tables = [`${usual} (default)`, ...others].join(", ");
  return [
    "--export FILE           what --json prints, with its provenance: FILE.json, or one table of it as FILE.csv",
    `--table NAME            of FILE.csv: ${tables}`,
  ];
}

export interface Export {
  readonly path: string;
  readonly format: ExportFormat;
}

/**
 * Called before any work.
 * @param outputs others, as checkOutputs() takes them
 * @returns undefined if nothing is exported
 * @throws InputError, FileError
 */
export async function checkExport(
  context: Context,
  kind: ExportKind,
  outputs: Parameters<typeof checkOutputs>[1] = [],
): Promise<Export | undefined> {
  const { export: path, table } = context.options;
  const file = typeof path === "string" ? path : undefined;
  const format = file === undefined ? undefined : formatOf(context, file, kind);
  if (table !== undefined && format?.kind !== "csv")
    throw new InputError("--table: it is one of FILE.csv; expected --export FILE.csv too");
  await checkOutputs(context, [...outputs, ["--export", file]]);
  return file === undefined || !format ? undefined : { path: file, format };
}

/** What is written because of --export, for writeOutputs(). */
export function exportOutput(
  exporting: Export | undefined,
  question: Question,
  answer: () => Answer,
  source: Omit<Origin, "command" | "options">,
) {
  const bytes = () => {
    const { format } = exporting ?? {};
    return format ? exportFile(question, answer(), source, format).bytes : new Uint8Array(0);
  };
  return { path: exporting?.path, bytes };
}

function formatOf(context: Context, path: string, kind: ExportKind): ExportFormat {
  const lower = path.toLowerCase();
  if (lower.endsWith(EXPORT_ENDINGS.json)) return { kind: "json" };
  if (!lower.endsWith(EXPORT_ENDINGS.csv))
    throw new InputError(
      `--export: '${shortened(path)}'; expected a file name that ends in ${EXPORT_ENDINGS.json} or ${EXPORT_ENDINGS.csv}`,
    );
  const tables = tablesOf(kind);
  return { kind: "csv", table: oneOf<TableName>(context, "table", tables, tables[0]) };
}
