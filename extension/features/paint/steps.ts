// Decides what to request of a layer next: first what is on the screen; then, after a quiet moment, one screen around
// it; then the rest of the file if the scale needs it. It computes ranges and requests nothing.
import type * as vscode from "vscode";
import { isCovered, nearbyRange, visibleRange } from "./visible";

export interface Step {
  readonly kind: "visible" | "around" | "measure";
  readonly range: vscode.Range;
  /** Delay before the step, so that typing and scrolling can come first. */
  readonly afterMs: number;
}

const AROUND_AFTER_MS = 200;
/** Between two pieces of a file, so that what is on the screen can come first. */
const MEASURE_AFTER_MS = 20;
/** Share of a screen that must be known above and below; if less is, more is requested. */
const MARGIN = 0.5;

/**
 * @param known the range whose numbers are at hand
 * @param unmeasured the range that the scale does not cover yet; the server answers its first piece
 */
export function nextStep(
  editor: vscode.TextEditor,
  known: vscode.Range | undefined,
  unmeasured: vscode.Range | undefined,
): Step | undefined {
  if (!known || !isCovered(editor, known, 0))
    return { kind: "visible", range: visibleRange(editor), afterMs: 0 };
  if (!isCovered(editor, known, MARGIN))
    return { kind: "around", range: nearbyRange(editor), afterMs: AROUND_AFTER_MS };
  return unmeasured && { kind: "measure", range: unmeasured, afterMs: MEASURE_AFTER_MS };
}
