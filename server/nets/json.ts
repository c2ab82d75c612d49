// JSON of a file, looked over before it is read: how deep its values are nested and how many there are, since each takes far
// more memory than its bytes, and deep ones end in an overflow of the stack. Not here: what the values mean.
import { l10n } from "../protocol/words/l10n";

export interface JsonLimits {
  readonly nested: number;
  readonly values: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPENING = [0x5b, 0x7b];
const CLOSING = [0x5d, 0x7d];

/** What the text holds beyond the limits; undefined if nothing is. Whether it is JSON at all is not asked. */
export function excessOf(text: string, { nested, values }: JsonLimits): string | undefined {
  let [depth, count] = [0, 1];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (OPENING.includes(code)) {
      count++;
      if (++depth > nested) return l10n`values nested more than ${nested} deep`;
    } else if (CLOSING.includes(code)) depth--;
    else if (code === COMMA || code === COLON) count++;
    if (count > values) return l10n`more than ${values} values`;
  }
  return undefined;
}

/** @param start of a string's opening quote. @returns the place of its closing one, or the end of the text */
export function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let first = at;
    while (text.charCodeAt(first - 1) === BACKSLASH) first--;
    if ((at - first) % 2 === 0) return at;
  }
  return text.length;
}
