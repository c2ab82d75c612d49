// The characters that cost the net more bits than a limit, as inlay hints of a range and as diagnostics of a whole text.
// What each byte costs comes from the background reading.
import {
  type Diagnostic,
  DiagnosticSeverity,
  type InlayHint,
} from "vscode-languageserver-protocol";
import type { Binding } from "../documents/binding";
import { shownCharacters } from "../documents/characters";
import { nameCharacter } from "../protocol/words/byteNames";
import { hintWords, surpriseSentence } from "../protocol/words/surprise";
import { type Encoding, rangeOut } from "./places";

/** Of one text: the strongest are told, since a list of more is read by nobody. */
const MOST_DIAGNOSTICS = 1000;
/** Of one answer, by the same choice: about what a screen of text can hold. */
const MOST_HINTS = 5000;
/** Bytes looked at between two pauses: about a millisecond. */
const BLOCK = 4096;
/** Hints or diagnostics made between two pauses. */
const MADE = 50;

interface Surprise {
  readonly byteStart: number;
  readonly utf16Start: number;
  readonly utf16End: number;
  readonly codePoint: number;
  readonly bits: number;
}

/**
 * The strongest hints of the bytes from .. to), which have been read; pauses. A hint stands before its character, where that
 * of a line end is seen too.
 */
export function* inlayHints(
  binding: Binding,
  from: number,
  to: number,
  above: number,
  encoding: Encoding,
): Generator<void, InlayHint[]> {
  const found = yield* surprisesIn(binding, from, to, above, MOST_HINTS);
  return yield* made(found, (surprise) => ({
    position: rangeOut(binding.document.bytes, surprise, encoding).start,
    label: hintWords(surprise.bits),
    paddingRight: true,
  }));
}

/** Of the whole text, which has been read; pauses. */
export function* diagnostics(
  binding: Binding,
  above: number,
  encoding: Encoding,
): Generator<void, Diagnostic[]> {
  const { bytes } = binding.document;
  const found = yield* surprisesIn(
    binding,
    bytes.textStart,
    bytes.byteLength,
    above,
    MOST_DIAGNOSTICS,
  );
  return yield* made(found, (surprise) => ({
    range: rangeOut(bytes, surprise, encoding),
    severity: DiagnosticSeverity.Hint,
    source: "sparse-diff",
    code: "surprise",
    message: surpriseSentence(nameOf(surprise.codePoint), surprise.byteStart, surprise.bits),
  }));
}

function* made<T>(
  surprises: readonly Surprise[],
  make: (surprise: Surprise) => T,
): Generator<void, T[]> {
  const all: T[] = [];
  for (const surprise of surprises) {
    all.push(make(surprise));
    if (all.length % MADE === 0) yield;
  }
  return all;
}

/**
 * The characters with a byte in from .. to) whose bytes together cost more than `above`, in the order of the text; of more
 * than `most`, those that cost most. Memory is bounded by `most`, however many there are.
 */
function* surprisesIn(
  { document: { bytes }, reading }: Binding,
  from: number,
  to: number,
  above: number,
  most: number,
): Generator<void, Surprise[]> {
  let found: Surprise[] = [];
  let limit = above;
  for (let start = from; start < to; ) {
    const { count, byteStart, utf16Start, codePoint } = shownCharacters(
      bytes,
      start,
      Math.min(to, start + BLOCK),
    );
    const costs = reading.bits(byteStart[0], byteStart[count]);
    for (let c = 0; costs && c < count; c++) {
      let bits = 0;
      for (let byte = byteStart[c]; byte < byteStart[c + 1]; byte++)
        bits += costs[byte - byteStart[0]];
      if (bits > limit && Number.isFinite(bits))
        found.push({
          byteStart: byteStart[c],
          utf16Start: utf16Start[c],
          utf16End: utf16Start[c + 1],
          codePoint: codePoint[c],
          bits,
        });
    }
    if (found.length >= 2 * most) {
      found = strongest(found, most);
      limit = found[most - 1].bits;
    }
    start = byteStart[count];
    yield;
  }
  return strongest(found, most).sort((a, b) => a.byteStart - b.byteStart);
}

/** By their bits; of equals, the earlier ones. */
function strongest(found: Surprise[], most: number): Surprise[] {
  return found.sort((a, b) => b.bits - a.bits).slice(0, most);
}

/** CR LF, one of two bytes, has the code point of LF. */
function nameOf(codePoint: number): string {
  return nameCharacter(String.fromCodePoint(codePoint));
}
