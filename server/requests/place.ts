// Maps a place in the editor to the byte that is explained (docs/screen.md, section 2).
import type { ByteDocument } from "../documents/byteDocument";
import { shownCharacterAt } from "../documents/shownCharacters";
import type { TraceParams } from "../protocol/wire/messages";

/** The explained byte p, so that t = p - 1; the byte length if it lies past the end. */
export function explainedByte(bytes: ByteDocument, { place, explains }: TraceParams): number {
  const at = bytes.byteOfPosition(place);
  if (place.kind === "caret" || at >= bytes.byteLength) return at;
  const { byteStart, byteEnd } = shownCharacterAt(bytes, at);
  if (explains === "after") return byteEnd;
  const index = Math.min(place.byteOfCharacter ?? 0, byteEnd - byteStart - 1);
  return byteStart + Math.max(0, index);
}
