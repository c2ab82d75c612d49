// What is asked of a layer next: what is on the screen before everything else, then, when nothing moves for a
// moment, one screen around it, then the rest of the file where the scale needs it. Ranges only; asks nothing.
import type * as vscode from "vscode";
import { isCovered, nearbyRange, visibleRange } from "./visible";

export interface Step {
  readonly kind: "visible" | "around" | "measure";
  readonly range: vscode.Range;
  /** A pause before it, which typing and scrolling use to come in between. */
  readonly afterMs: number;
}

const AROUND_AFTER_MS = 200;
/** Between two pieces of a file: what is on the screen may come in between. */
const MEASURE_AFTER_MS = 20;
/** Share of a screen that is known above and below before more is asked. */
const MARGIN = 0.5;

/**
 * @param known the range that numbers are at hand for
 * @param unmeasured what the scale is not known for yet; the server answers its first piece
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
