// What is asked of a layer next: what is on the screen before everything else, then, when nothing moves for a
// moment, one screen around it, then the whole file where the scale needs it. Ranges only; asks nothing.
import type * as vscode from "vscode";
import { isCovered, nearbyRange, visibleRange, wholeRange } from "./visible";

export interface Step {
  readonly kind: "visible" | "around" | "whole";
  readonly range: vscode.Range;
  /** A pause before it, which typing and scrolling use to come in between. */
  readonly afterMs: number;
}

const AROUND_AFTER_MS = 200;
/** Share of a screen that is known above and below before more is asked. */
const MARGIN = 0.5;

/** @param known the range that numbers are at hand for */
export function nextStep(
  editor: vscode.TextEditor,
  known: vscode.Range | undefined,
  needsWhole: boolean,
): Step | undefined {
  if (!known || !isCovered(editor, known, 0))
    return { kind: "visible", range: visibleRange(editor), afterMs: 0 };
  if (!isCovered(editor, known, MARGIN))
    return { kind: "around", range: nearbyRange(editor), afterMs: AROUND_AFTER_MS };
  if (needsWhole) return { kind: "whole", range: wholeRange(editor.document), afterMs: 0 };
  return undefined;
}
