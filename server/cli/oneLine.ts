// Text that came from outside, as one line of a terminal or a page. What stands for the unseen is decided in
// protocol/words/visibleText.ts.
import { visibleText } from "../protocol/words/visibleText";

/** One line of text that can be seen, whatever a path or a message says: line ends are spaces, the rest has names. */
export function oneLine(text: string): string {
  return visibleText(text.replace(/\s*\n\s*/g, " "));
}
