// Text of a file, a path or a message in a form safe to show: visible characters as they are, all others by name. All
// such text reaches a hover, a list, a page or a terminal through here; escaping for each of them is not done here.
import { isMark, isSeen, nameCharacter } from "./byteNames";

/** A visible character, or a run of one invisible character by name. */
interface Piece {
  readonly words: string;
  readonly isNamed: boolean;
}

/** Characters that a mark can combine with. A mark on the bracket before a name would belong to nothing. */
const BASE = /[\p{L}\p{N}\p{M}\p{So}]/u;

/** a<U+202E>b<LF>c, with runs counted: <U+200B ×3>. Spaces stay; a mark stays on the character it combines with. */
export function visibleText(text: string): string {
  return pieces(text).map(inText).join("");
}

/** The same for words of our own that quote foreign text: the no-break spaces before their percent signs stay. */
export function visibleWords(text: string): string {
  const parts = text.split(/(\u00a0%)/);
  return parts.map((part, i) => (i % 2 === 0 ? visibleText(part) : part)).join("");
}

/**
 * A word or a line for a list, cut after `longest` characters and without white space around it. Text with nothing
 * visible is named.
 */
export function nameText(text: string, longest = 24): string {
  const all = pieces(text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, ""));
  if (all.some(({ isNamed }) => !isNamed)) return cut(all.map(inText), longest, "");
  return cut(runsOf(text).map(nameRun), longest, " ");
}

function inText({ words, isNamed }: Piece): string {
  return isNamed ? `<${words}>` : words;
}

function pieces(text: string): Piece[] {
  const all: Piece[] = [];
  let hasBase = false;
  for (const run of runsOf(text)) {
    const first = String.fromCodePoint(run.codePointAt(0) ?? 0);
    const isShown: boolean = first === " " || (isSeen(first) && (hasBase || !isMark(first)));
    if (isShown) for (const words of run) all.push({ words, isNamed: false });
    else all.push({ words: nameRun(run), isNamed: true });
    hasBase = isShown && BASE.test(first);
  }
  return all;
}

function runsOf(text: string): string[] {
  return text.match(/(\r\n)+|(.)\2*/gsu) ?? [];
}

function nameRun(run: string): string {
  const unit = run.startsWith("\r\n") ? "\r\n" : String.fromCodePoint(run.codePointAt(0) ?? 0);
  const times = run.length / unit.length;
  return times > 1 ? `${nameCharacter(unit)} \u00d7${times}` : nameCharacter(unit);
}

/** Never cuts a name in two; always keeps the first part, however long. */
function cut(parts: readonly string[], longest: number, between: string): string {
  const lengthOf = (words: readonly string[]) => [...words.join(between)].length;
  if (lengthOf(parts) <= longest) return parts.join(between);
  let kept = 1;
  let length = lengthOf(parts.slice(0, 1));
  for (; kept < parts.length; kept++) {
    length += lengthOf([parts[kept] ?? ""]) + between.length;
    if (length >= longest) break;
  }
  return `${parts.slice(0, kept).join(between)}\u2026`;
}
