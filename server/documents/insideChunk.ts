// The byte <-> UTF-16 map and the line ends inside one chunk, by scanning its few thousand bytes. Not here: offsets
// in the document. All offsets below count from the start of the chunk.
import type { Chunk } from "./chunk";

const LF = 0x0a;
const CR = 0x0d;

/** Length in bytes of the character that a leading byte starts: 1 to 4. */
export function sizeOfLead(lead: number): number {
  return lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

/** First byte of the character that `byte` belongs to. */
export function characterStart(chunk: Chunk, byte: number): number {
  while (byte > 0 && (chunk.bytes[byte] & 0xc0) === 0x80) byte--;
  return byte;
}

/** First byte of the character that contains UTF-16 unit `unit`; either unit of a pair gives the pair. */
export function byteOfUnit(chunk: Chunk, unit: number): number {
  const { bytes, utf16Length } = chunk;
  if (bytes.length === utf16Length) return unit;
  let byte = 0;
  for (let at = 0; at < unit; ) {
    const size = sizeOfLead(bytes[byte]);
    at += size === 4 ? 2 : 1;
    if (at > unit) break;
    byte += size;
  }
  return byte;
}

/** UTF-16 units before `byte`, which starts a character or is the end. */
export function unitOfByte(chunk: Chunk, byte: number): number {
  const { bytes, utf16Length } = chunk;
  if (bytes.length === utf16Length) return byte;
  let unit = 0;
  for (let i = 0; i < byte; i++) {
    const b = bytes[i];
    if ((b & 0xc0) !== 0x80) unit += b >= 0xf0 ? 2 : 1;
  }
  return unit;
}

/** First byte of line end number `n` of the chunk, from 0: the CR of a CR LF. */
export function lineEndByte(chunk: Chunk, n: number): number {
  const { bytes } = chunk;
  for (let i = 0; i < bytes.length; i++) {
    const b = bytes[i];
    if (b !== LF && b !== CR) continue;
    if (n-- === 0) return i;
    if (b === CR && bytes[i + 1] === LF) i++;
  }
  return bytes.length;
}

/** The byte after the line end that starts at `byte`: one further, or two for CR LF. */
export function afterLineEnd(chunk: Chunk, byte: number): number {
  return chunk.bytes[byte] === CR && chunk.bytes[byte + 1] === LF ? byte + 2 : byte + 1;
}

/** The code point whose first byte is at `byte`. */
export function codePointAt(bytes: Uint8Array, byte: number): number {
  const lead = bytes[byte];
  if (lead < 0x80) return lead;
  const b1 = bytes[byte + 1] & 0x3f;
  if (lead < 0xe0) return ((lead & 0x1f) << 6) | b1;
  const b2 = bytes[byte + 2] & 0x3f;
  if (lead < 0xf0) return ((lead & 0x0f) << 12) | (b1 << 6) | b2;
  return ((lead & 0x07) << 18) | (b1 << 12) | (b2 << 6) | (bytes[byte + 3] & 0x3f);
}
