// The largest |value| of a layer over a file, piece by piece from its start: what the scale of the file stands on,
// and for how much of the file it is known so far.
import * as vscode from "vscode";
import type { LayerValues } from "./layerPicture";
import { largest } from "./scale";
import { wholeRange } from "./visible";

export interface Measured {
  /** As that of the layer it belongs to. */
  readonly key: string;
  readonly largest: number;
  /** UTF-16 units from the start. */
  readonly upTo: number;
  /** Of the file; 1 where all of it is measured. */
  readonly share: number;
}

/** Undefined where nothing is left. */
export function unmeasured(
  document: vscode.TextDocument,
  measured: Measured | undefined,
): vscode.Range | undefined {
  if (measured?.share === 1) return undefined;
  return new vscode.Range(document.positionAt(measured?.upTo ?? 0), wholeRange(document).end);
}

/** With the piece that comes next; a piece without a character is the end. */
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
