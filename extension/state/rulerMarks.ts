// What becomes of the marks of strong lines on the scrollbar when the editor, the layer, the text or the answer changes. Pure.
import type { Fed } from "../../server/protocol/wire/page";

/** Of which editor marks are, of what, and of which version of its text. */
export interface Marked<Editor> {
  readonly editor: Editor;
  /** The text, which bytes count as strong, and the model. */
  readonly about: string;
  readonly version: number;
}

/** @param fed whether there is an answer to what is wanted */
export function marksNext<Editor>(
  marked: Marked<Editor> | undefined,
  wanted: Marked<Editor>,
  fed: Fed<unknown>["kind"],
): "stay" | "clear" | "draw" {
  const isSame = marked?.editor === wanted.editor && marked.about === wanted.about;
  if (isSame && marked.version === wanted.version) return "stay";
  if (fed === "ready") return "draw";
  // The editor moves marks along with the text until those of the new text come, if they come.
  return isSame && fed === "waiting" ? "stay" : "clear";
}
