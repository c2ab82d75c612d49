// What can be exported, and which tables of it as comma-separated values (docs/export.md). What is in a table is in
// server/answers.
import { namesOf } from "./terms";

/** Each kind of answer, with its tables, the usual one first. */
const EXPORTS = {
  trace: ["bytes", "neurons", "cells"],
  span: ["bytes"],
  neuron: ["bytes"],
  causes: ["bytes", "memory"],
  report: ["lags", "neurons", "memory"],
  patterns: ["patterns", "levels", "supports"],
  card: ["contexts", "reads", "writes", "partners", "histogram"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type ExportKind = keyof typeof EXPORTS;
export type TableName = (typeof EXPORTS)[ExportKind][number];

/** What a row of a table is. */
export const TABLES: Readonly<Record<TableName, string>> = {
  bytes: "a byte of the past a row",
  neurons: "a neuron a row",
  cells: "a cell of an LSTM a row",
  memory: "a length of memory a row",
  lags: "a lag a row",
  patterns: "a skip pattern a row",
  levels: "a number of offsets a row",
  supports: "a number of occurrences a row",
  contexts: "a strongest place a row",
  reads: "a byte or neuron it reads a row",
  writes: "a byte it writes a row",
  partners: "a neuron that moves with it a row",
  histogram: "a bin of activations a row",
};

export function tablesOf(kind: ExportKind): readonly TableName[] {
  return EXPORTS[kind];
}

export const TABLE_NAMES = namesOf(TABLES);

/** One object, or one table. */
export type ExportFormat =
  | { readonly kind: "json" }
  | { readonly kind: "csv"; readonly table: TableName };

/** How the name of a file ends. */
export const EXPORT_ENDINGS = { json: ".json", csv: ".csv" } as const;
