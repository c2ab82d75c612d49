// Shows text from outside as one line of a terminal or a page. How invisible characters are shown is decided in
// protocol/words/visibleText.ts.
import { visibleText } from "../protocol/words/visibleText";

/**
 * One visible line, whatever a path or a message contains: line ends become spaces, other invisible characters names.
 */
export function oneLine(text: string): string {
  return visibleText(text.replace(/\s*\n\s*/g, " "));
}
