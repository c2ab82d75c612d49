// Turns attributions per byte into tints per character: the sum over the character's traced bytes, with what every
// threshold rule needs to show or hide it without another request.
import type { ByteDocument } from "../documents/byteDocument";
import { CR, LF, shownCharacters } from "../documents/shownCharacters";
import type { Span, Tint } from "../protocol/wire/messages";
import type { OffsetJson } from "../protocol/wire/traceJson";

export interface TintedText {
  readonly tints: readonly Tint[];
  /** The span of each lag's byte, parallel to the offsets. */
  readonly spans: readonly Span[];
}

/** @param shownFrom nucleus threshold of each lag. */
export function tintsOf(
  document: ByteDocument,
  position: number,
  offsets: readonly OffsetJson[],
  shownFrom: ArrayLike<number>,
): TintedText {
  const from = position - offsets.length + 1;
  const { count, byteStart, utf16Start, codePoint } = shownCharacters(document, from, position + 1);
  const spans = new Array<Span>(offsets.length);
  const tints: Tint[] = [];
  for (let c = 0; c < count; c++) {
    const span = { utf16Start: utf16Start[c], utf16End: utf16Start[c + 1] };
    const tint = { attribution: 0, shownFrom: 1, share: 0, largest: 0 };
    const last = Math.min(byteStart[c + 1] - 1, position);
    for (let byte = Math.max(byteStart[c], from); byte <= last; byte++) {
      const k = position - byte;
      const { attribution, share } = offsets[k];
      spans[k] = span;
      tint.attribution += attribution;
      tint.shownFrom = Math.min(tint.shownFrom, shownFrom[k]);
      tint.share = Math.max(tint.share, share);
      tint.largest = Math.max(tint.largest, Math.abs(attribution));
    }
    tints.push({ ...span, ...tint, lineEnd: codePoint[c] === LF || codePoint[c] === CR });
  }
  return { tints, spans };
}
