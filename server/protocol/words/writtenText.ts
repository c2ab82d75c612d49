// The characters of what a net writes on, and their labels: bytes that form a character belong together, CR LF too, and
// those that form none stand alone by number. Not here: texts that are known to be well-formed (visibleText.ts).
import { byteName, byteNames, isMark, isSeen, nameCharacter, wholeCharacters } from "./byteNames";

export interface WrittenCharacter {
  /** Null for a byte that forms no character, or that ends one of the text before. */
  readonly text: string | null;
  /** As it is shown: itself where it is seen, otherwise its name in angle brackets, <LF> or <0xE2>. */
  readonly label: string;
  /** Its bytes, from .. to) of those written. */
  readonly from: number;
  readonly to: number;
}

/** @param tail the last bytes of the text before, three at least if it has them */
export function writtenCharacters(
  tail: ArrayLike<number>,
  written: ArrayLike<number>,
): WrittenCharacter[] {
  const bytes = [...Array.from(tail), ...Array.from(written)];
  const names = byteNames(bytes);
  const characters: WrittenCharacter[] = [];
  for (const { text, from, to } of wholeCharacters(bytes)) {
    const last = characters.at(-1);
    const range = { from: from - tail.length, to: to - tail.length };
    if (range.to <= 0) continue;
    if (range.from < 0 || text === null) {
      for (let at = Math.max(0, range.from); at < range.to; at++)
        characters.push({
          text: null,
          label: `<${names[at + tail.length]}>`,
          from: at,
          to: at + 1,
        });
    } else if (text === "\n" && last?.text === "\r") {
      const pair = "\r\n";
      characters[characters.length - 1] = {
        text: pair,
        label: `<${nameCharacter(pair)}>`,
        from: last.from,
        to: range.to,
      };
    } else characters.push({ text, label: labelOf(text), ...range });
  }
  return characters;
}

function labelOf(text: string): string {
  const isItself = text === " " || (isSeen(text) && !isMark(text));
  return isItself ? text : `<${nameCharacter(text)}>`;
}

/**
 * Bytes of a text in one line, all of them visible: runs of spaces are counted, and a space at an end is named, since nobody
 * would see it there.
 */
export function contextWords(bytes: ArrayLike<number>): string {
  const text = writtenCharacters([], bytes)
    .map(({ label }) => label)
    .join("");
  return text.replaceAll(/ {2,}|^ | $/g, (run) =>
    run.length > 1 ? `<${byteName(32)} \u00d7${run.length}>` : `<${byteName(32)}>`,
  );
}
