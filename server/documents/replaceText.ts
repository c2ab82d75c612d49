// One replacement in a list of chunks: decodes, joins and cuts again only the chunks it touches. Not here: positions
// as line and character (lines.ts). Reports the first byte that differs.
import { type Chunk, chunkText, encodeChunks, joined } from "./chunk";
import type { ChunkList } from "./chunkList";

/**
 * Replaces UTF-16 units start .. end) by `text`. Returns a byte before which nothing changed, usually the first that
 * did, or Infinity if all bytes are the same afterwards.
 */
export function replaceText(
  list: ChunkList,
  start: number,
  end: number,
  text: string,
  unitsPerChunk: number,
): number {
  if (start === end && text.length === 0) return Number.POSITIVE_INFINITY;
  let from = 0;
  let to = 0;
  let piece = text;
  if (list.length > 0) {
    // The end of the document belongs to its last chunk; an empty range to the chunk that contains it.
    from = Math.min(list.find("utf16Start", start), list.length - 1);
    to = Math.min(list.find("utf16Start", Math.max(start, end - 1)), list.length - 1);
    const head = chunkText(list.at(from)).slice(0, start - list.start("utf16Start", from));
    const tail = chunkText(list.at(to)).slice(end - list.start("utf16Start", to));
    piece = head + text + tail;
    to++;
  }
  const least = Math.max(1, unitsPerChunk >> 2);
  if (from > 0) {
    const before = chunkText(list.at(from - 1));
    if (piece.length < least || joined(lastUnit(before), piece.charCodeAt(0))) {
      piece = before + piece;
      from--;
    }
  }
  if (to < list.length) {
    const after = chunkText(list.at(to));
    if (piece.length < least || joined(lastUnit(piece), after.charCodeAt(0))) {
      piece += after;
      to++;
    }
  }
  const chunks = encodeChunks(piece, unitsPerChunk);
  const first = firstDifference(list, from, to, chunks);
  list.replace(from, to, chunks);
  return first;
}

const lastUnit = (text: string): number => text.charCodeAt(text.length - 1);

/** First byte of the document at which chunks from .. to) and their replacement differ, or one of them ends. */
function firstDifference(list: ChunkList, from: number, to: number, chunks: Chunk[]): number {
  let byte = list.start("byteStart", from);
  let [old, oldAt, now, nowAt] = [from, 0, 0, 0];
  while (old < to && now < chunks.length) {
    const a = list.at(old).bytes;
    const b = chunks[now].bytes;
    const count = Math.min(a.length - oldAt, b.length - nowAt);
    for (let i = 0; i < count; i++) if (a[oldAt + i] !== b[nowAt + i]) return byte + i;
    byte += count;
    oldAt += count;
    nowAt += count;
    if (oldAt === a.length) [old, oldAt] = [old + 1, 0];
    if (nowAt === b.length) [now, nowAt] = [now + 1, 0];
  }
  return old === to && now === chunks.length ? Number.POSITIVE_INFINITY : byte;
}
