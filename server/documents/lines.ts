// Lines in a list of chunks: converts line and character (UTF-16, as the protocol counts) to offsets. A line end is
// \r\n, \n or \r. Not here: bytes of whole documents with their mark.
import type { ChunkList } from "./chunkList";
import { afterLineEnd, lineEndByte, unitOfByte } from "./insideChunk";

/** As in the language server protocol: zero-based line, character in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** UTF-16 offset of the first character of a line; the end of the document for lines past it. */
export function lineStart(list: ChunkList, line: number): number {
  if (line <= 0) return 0;
  const index = list.find("lineEndStart", line - 1);
  if (index === list.length) return list.total("utf16Start");
  const chunk = list.at(index);
  const end = lineEndByte(chunk, line - 1 - list.start("lineEndStart", index));
  return list.start("utf16Start", index) + unitOfByte(chunk, afterLineEnd(chunk, end));
}

/** UTF-16 offset of the line end that closes a line, or of the end of the document. */
export function lineEnd(list: ChunkList, line: number): number {
  const index = list.find("lineEndStart", line);
  if (index === list.length) return list.total("utf16Start");
  const chunk = list.at(index);
  const end = lineEndByte(chunk, line - list.start("lineEndStart", index));
  return list.start("utf16Start", index) + unitOfByte(chunk, end);
}

/** UTF-16 offset of a position, clamped to its line and to the document. */
export function offsetOfPosition(list: ChunkList, { line, character }: Position): number {
  if (line < 0) return 0;
  const start = lineStart(list, line);
  return character <= 0 ? start : Math.min(start + character, lineEnd(list, line));
}
