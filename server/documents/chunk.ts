// One chunk of a document: the UTF-8 bytes of a piece of its text, the counts that the map needs, and the map between
// bytes, UTF-16 units and line ends inside it, by scanning its few thousand bytes. Not here: where a chunk lies in the
// document (chunkList.ts).

export interface Chunk {
  /** UTF-8; a lone surrogate is EF BF BD. Never empty, never changed. */
  readonly bytes: Uint8Array;
  /** Length of the text in UTF-16 units; equals the byte length if and only if all is ASCII. */
  readonly utf16Length: number;
  /** Line ends (\r\n, \n or \r). None crosses a chunk boundary. */
  readonly lineEnds: number;
  /** The UTF-16 units, kept only if there are lone surrogates, which the bytes cannot represent. */
  readonly units: Uint16Array | undefined;
}

/** 2.5 KB of ASCII, 7.5 KB of CJK: small enough to decode at every keystroke. */
export const defaultUnitsPerChunk = 2560;

const LF = 0x0a;
const CR = 0x0d;
const encoder = new TextEncoder();
// Here U+FEFF is an ordinary character; without ignoreBOM it would be lost at the start of a chunk.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

const isHighSurrogate = (unit: number): boolean => (unit & 0xfc00) === 0xd800;
const isLowSurrogate = (unit: number): boolean => (unit & 0xfc00) === 0xdc00;

/** Whether two neighbouring UTF-16 units must stay in one chunk: a surrogate pair or CR LF. */
export function joined(before: number, after: number): boolean {
  return (before === CR && after === LF) || (isHighSurrogate(before) && isLowSurrogate(after));
}

/**
 * Cuts a text into chunks of roughly equal size, at most `unitsPerChunk` + 1 UTF-16 units each, never inside a
 * surrogate pair or CR LF. An empty text has no chunks.
 */
export function encodeChunks(text: string, unitsPerChunk: number): Chunk[] {
  const pieces = Math.ceil(text.length / unitsPerChunk);
  const scratch = new Uint8Array(3 * (Math.min(text.length, unitsPerChunk) + 2));
  const chunks: Chunk[] = [];
  let from = 0;
  for (let piece = 1; piece <= pieces; piece++) {
    let to = Math.round((text.length * piece) / pieces);
    if (to <= from) continue;
    if (to < text.length && joined(text.charCodeAt(to - 1), text.charCodeAt(to))) to++;
    chunks.push(encodeChunk(text.slice(from, to), scratch));
    from = to;
  }
  return chunks;
}

/** The text of a chunk, lone surrogates included. */
export function chunkText(chunk: Chunk): string {
  if (chunk.units === undefined) return decoder.decode(chunk.bytes);
  return String.fromCharCode(...chunk.units);
}

function encodeChunk(text: string, scratch: Uint8Array): Chunk {
  const bytes = scratch.slice(0, encoder.encodeInto(text, scratch).written);
  const lone = mayHoldReplacement(bytes) && hasLoneSurrogate(text);
  const units = lone ? unitsOf(text) : undefined;
  return { bytes, utf16Length: text.length, lineEnds: countLineEnds(bytes), units };
}

function countLineEnds(bytes: Uint8Array): number {
  let count = 0;
  let before = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte <= CR && (byte === CR || (byte === LF && before !== CR))) count++;
    before = byte;
  }
  return count;
}

/** Whether the bytes may contain EF BF BD, the encoding of a lone surrogate. */
function mayHoldReplacement(bytes: Uint8Array): boolean {
  const first = bytes.indexOf(0xef);
  if (first < 0) return false;
  for (let at = first + 2; at < bytes.length; at++)
    if (bytes[at] === 0xbd && bytes[at - 1] === 0xbf && bytes[at - 2] === 0xef) return true;
  return false;
}

function hasLoneSurrogate(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if ((unit & 0xf800) !== 0xd800) continue;
    if (!isHighSurrogate(unit) || !isLowSurrogate(text.charCodeAt(i + 1))) return true;
    i++;
  }
  return false;
}

/** Copies the units instead of keeping the string, which may be a slice that keeps a whole text alive. */
function unitsOf(text: string): Uint16Array {
  const units = new Uint16Array(text.length);
  for (let i = 0; i < text.length; i++) units[i] = text.charCodeAt(i);
  return units;
}

// All offsets below count from the start of the chunk.

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
