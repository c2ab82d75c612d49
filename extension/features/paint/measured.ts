// The largest |value| of a layer over a file, measured piece by piece from the start. The scale of the file is based on
// it. Also says how much of the file is measured so far.
import * as vscode from "vscode";
import type { LayerValues } from "../../state/picture";
import { largest } from "../../state/scale";
import { wholeRange } from "./visible";

export interface Measured {
  /** The key of the layer that was measured. */
  readonly key: string;
  readonly largest: number;
  /** UTF-16 units from the start. */
  readonly upTo: number;
  /** Share of the file, 0..1. */
  readonly share: number;
}

/** Undefined if nothing is left to measure. */
export function unmeasured(
  document: vscode.TextDocument,
  measured: Measured | undefined,
): vscode.Range | undefined {
  if (measured?.share === 1) return undefined;
  return new vscode.Range(document.positionAt(measured?.upTo ?? 0), wholeRange(document).end);
}

/** Adds the next piece; a piece without characters means the end of the file. */
export function measuredOn(
  document: vscode.TextDocument,
  key: string,
  piece: LayerValues,
  before: Measured | undefined,
): Measured {
  const known = before?.key === key ? before : undefined;
  const end = document.offsetAt(wholeRange(document).end);
  const upTo = piece.values.length > 0 ? (piece.starts.at(-1) ?? end) : end;
  return {
    key,
    largest: Math.max(known?.largest ?? 0, largest(piece.values)),
    upTo,
    share: upTo >= end ? 1 : upTo / end,
  };
}
