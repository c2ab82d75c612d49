// What the editor shows of attributions per byte: tints per character, with what every threshold rule needs to show or
// hide them without another request, and totals by word and by line.
import type { ByteDocument } from "../documents/byteDocument";
import { CR, LF, shownCharacters } from "../documents/characters";
import type { Tint, Total } from "../protocol/wire/messages";
import type { OffsetJson } from "../protocol/wire/traceJson";

/** The sum over each character's traced bytes. @param shownFrom nucleus threshold of each lag */
export function tintsOf(
  document: ByteDocument,
  position: number,
  offsets: readonly OffsetJson[],
  shownFrom: ArrayLike<number>,
): Tint[] {
  const from = position - offsets.length + 1;
  const { count, byteStart, utf16Start, codePoint } = shownCharacters(document, from, position + 1);
  const tints: Tint[] = [];
  for (let c = 0; c < count; c++) {
    const span = { utf16Start: utf16Start[c], utf16End: utf16Start[c + 1] };
    const tint = { attribution: 0, shownFrom: 1, share: 0, largest: 0 };
    const last = Math.min(byteStart[c + 1] - 1, position);
    for (let byte = Math.max(byteStart[c], from); byte <= last; byte++) {
      const k = position - byte;
      const { attribution, share } = offsets[k];
      tint.attribution += attribution;
      tint.shownFrom = Math.min(tint.shownFrom, shownFrom[k]);
      tint.share = Math.max(tint.share, share);
      tint.largest = Math.max(tint.largest, Math.abs(attribution));
    }
    tints.push({ ...span, ...tint, lineEnd: codePoint[c] === LF || codePoint[c] === CR });
  }
  return tints;
}

export interface Totals {
  readonly words: readonly Total[];
  readonly lines: readonly Total[];
}

const WORD = /[\p{L}\p{N}\p{M}_]/u;
const SPACE = /\s/u;

/**
 * Sums by word and by line, since people read words. A word is a run of letters, digits and underscores. Runs of white
 * space or signs between words are summed too, so that nothing is lost.
 */
export function totalsOf(
  document: ByteDocument,
  position: number,
  offsets: readonly OffsetJson[],
): Totals {
  const from = position - offsets.length + 1;
  const { count, byteStart, utf16Start, codePoint } = shownCharacters(document, from, position + 1);
  const words: Total[] = [];
  const lines: Total[] = [];
  let kind = "";
  let lineEnded = true;
  for (let c = 0; c < count; c++) {
    const text = String.fromCodePoint(codePoint[c]);
    const last = Math.min(byteStart[c + 1] - 1, position);
    const first = Math.max(byteStart[c], from);
    const character = {
      utf16Start: utf16Start[c],
      utf16End: utf16Start[c + 1],
      attribution: 0,
      share: 0,
      nearest: position - last,
      farthest: position - first,
    };
    for (let byte = first; byte <= last; byte++) {
      character.attribution += offsets[position - byte].attribution;
      character.share += offsets[position - byte].share;
    }
    const now = codePoint[c] === LF || codePoint[c] === CR ? "end" : kindOf(text);
    join(words, character, now !== kind || now === "end");
    join(lines, character, lineEnded);
    kind = now;
    lineEnded = now === "end";
  }
  return { words, lines };
}

function kindOf(character: string): string {
  if (WORD.test(character)) return "word";
  return SPACE.test(character) ? "space" : "sign";
}

function join(totals: Total[], next: Total, isNew: boolean): void {
  const last = totals.at(-1);
  if (!last || isNew) {
    totals.push(next);
    return;
  }
  totals[totals.length - 1] = {
    ...last,
    utf16End: next.utf16End,
    attribution: last.attribution + next.attribution,
    share: last.share + next.share,
    nearest: next.nearest,
  };
}
