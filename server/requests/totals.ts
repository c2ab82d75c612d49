// The attributions of one trace summed by word and by line, since people read words. A word is a run of letters,
// digits and underscores. Runs of white space or signs between words are summed too, so that nothing is lost.
import type { ByteDocument } from "../documents/byteDocument";
import { CR, LF, shownCharacters } from "../documents/shownCharacters";
import type { Total } from "../protocol/wire/messages";
import type { OffsetJson } from "../protocol/wire/traceJson";

export interface Totals {
  readonly words: readonly Total[];
  readonly lines: readonly Total[];
}

const WORD = /[\p{L}\p{N}\p{M}_]/u;
const SPACE = /\s/u;

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
