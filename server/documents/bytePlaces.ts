// Where some bytes of a whole text are in the editor, from the bytes alone: for a text as it was when it was asked about, which
// the open document may no longer be. An open document answers by itself (byteDocument.ts).
import { sizeOfLead } from "./chunk";

export interface BytePlace {
  readonly utf16Start: number;
  readonly utf16End: number;
}

const CR = 13;
const LF = 10;
/** Bytes between two pauses. */
const PIECE = 2 ** 18;

/**
 * The character, as an editor shows it, that each byte is in; CR LF is one.
 * @param text UTF-8
 * @param textStart where it begins: the bytes before it are marks that the editor hides
 * @param bytes in any order, within the text
 */
export function* bytePlaces(
  text: Uint8Array,
  textStart: number,
  bytes: readonly number[],
): Generator<void, ReadonlyMap<number, BytePlace>> {
  const wanted = [...new Set(bytes)].sort((a, b) => a - b);
  const places = new Map<number, BytePlace>();
  let next = 0;
  let units = 0;
  for (; next < wanted.length && wanted[next] < textStart; next++)
    places.set(wanted[next], { utf16Start: 0, utf16End: 0 });
  for (let at = textStart; next < wanted.length && at < text.length; ) {
    const isPair = text[at] === CR && text[at + 1] === LF;
    const size = isPair ? 2 : sizeOfLead(text[at]);
    const length = isPair || size === 4 ? 2 : 1;
    const place = { utf16Start: units, utf16End: units + length };
    for (; next < wanted.length && wanted[next] < at + size; next++)
      places.set(wanted[next], place);
    units += length;
    if (Math.floor(at / PIECE) !== Math.floor((at + size) / PIECE)) yield;
    at += size;
  }
  return places;
}
