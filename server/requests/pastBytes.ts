// The past bytes of a prediction as the editor knows them, by lag: their names, and where their characters are.
import type { ByteDocument } from "../documents/byteDocument";
import { shownCharacters } from "../documents/characters";
import type { Span } from "../protocol/wire/messages";
import { BESIDE, byteNames } from "../protocol/words/byteNames";

/** Names of the bytes at lags 0 .. lags, counted back from `position`; a byte of a longer character is named with it. */
export function namesByLag(document: ByteDocument, position: number, lags: number): string[] {
  const from = Math.max(0, position - lags - BESIDE);
  const to = Math.min(document.byteLength, position + 1 + BESIDE);
  const names = byteNames(Array.from(document.copyBytes(from, to)));
  return Array.from({ length: lags + 1 }, (_, k) => names[position - k - from] ?? "");
}

/** The characters that the bytes at lags 0 .. lags are of. */
export function spansByLag(document: ByteDocument, position: number, lags: number): Span[] {
  const first = position - lags;
  const { count, byteStart, utf16Start } = shownCharacters(document, first, position + 1);
  const spans = new Array<Span>(lags + 1);
  for (let c = 0; c < count; c++) {
    const span = { utf16Start: utf16Start[c], utf16End: utf16Start[c + 1] };
    const last = Math.min(byteStart[c + 1] - 1, position);
    for (let byte = Math.max(byteStart[c], first); byte <= last; byte++)
      spans[position - byte] = span;
  }
  return spans;
}
