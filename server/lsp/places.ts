// Places of a text as a client counts them: the position encoding that both agree on, UTF-16 units or bytes of UTF-8, which
// the text has anyway. Inside the server a place has UTF-16 units. Not here: the map between bytes and units (documents).
import { PositionEncodingKind } from "vscode-languageserver-protocol";
import type { ByteDocument, TextChange } from "../documents/byteDocument";
import type { Position } from "../documents/chunkList";

const ENCODINGS = [PositionEncodingKind.UTF16, PositionEncodingKind.UTF8] as const;
export type Encoding = (typeof ENCODINGS)[number];

interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** The first of the client's that the server has too; UTF-16, which every client has, where it offers none. */
export function encodingOf(offered: readonly string[] | undefined): Encoding {
  const known = offered?.find((name) => ENCODINGS.some((one) => one === name));
  return (known as Encoding | undefined) ?? PositionEncodingKind.UTF16;
}

/** The place in UTF-16 units; past the end of its line, the line end. */
export function placeIn(bytes: ByteDocument, place: Position, encoding: Encoding): Position {
  if (encoding === PositionEncodingKind.UTF16) return place;
  const line = bytes.lineAt(place.line);
  const byte = bytes.byteOfUtf16(line.utf16Start) + place.character;
  if (byte >= bytes.byteOfUtf16(line.utf16End))
    return { line: place.line, character: line.utf16End - line.utf16Start };
  return { line: place.line, character: bytes.utf16OfByte(byte) - line.utf16Start };
}

/** A stretch of UTF-16 units as the client counts it. */
export function rangeOut(
  bytes: ByteDocument,
  { utf16Start, utf16End }: { readonly utf16Start: number; readonly utf16End: number },
  encoding: Encoding,
): Range {
  const [start, end] = [utf16Start, utf16End].map((utf16) => {
    const { line, character } = bytes.positionOfUtf16(utf16);
    if (encoding === PositionEncodingKind.UTF16) return { line, character };
    const from = bytes.byteOfUtf16(utf16 - character);
    return { line, character: bytes.byteOfUtf16(utf16) - from };
  });
  return { start, end };
}

/** A change in UTF-16 units. @param bytes of the text that it is about */
export function changeIn(
  bytes: ByteDocument,
  { range, text }: TextChange,
  encoding: Encoding,
): TextChange {
  if (!range) return { text };
  const [start, end] = [range.start, range.end].map((place) => placeIn(bytes, place, encoding));
  return { range: { start, end }, text };
}
