// Whether the bytes the model sees are those of the file, and if not, why. The editor decodes encodings, unifies line
// ends and replaces invalid bytes before anyone else sees the text. Used only while the document has no unsaved edits.
// Works block by block and pauses after each, since a file of many megabytes would hold up the connection. Not here:
// reading the file, the note on the screen.
import { marked } from "../protocol/words/l10n";
import { type ByteDocument, marksAt } from "./byteDocument";

/** Appears, translated, in 'the file on disk has other bytes (...)'. */
export type DiskDifference =
  | "UTF-16 LE"
  | "UTF-16 BE"
  | "invalid UTF-8"
  | "mixed line ends"
  | "other line ends"
  | "other encoding"
  /** Valid UTF-8 with different content: most likely written by another program meanwhile. */
  | "other text";

const LF = 0x0a;
const CR = 0x0d;

/**
 * The number of marks in a file that an unedited document does not show, for ByteDocument.setMarks. The editor hides
 * the first mark, and also a second one; typed ones stay in the text.
 * @param disk the file, or its beginning
 */
export function hiddenMarks(document: ByteDocument, disk: Uint8Array): number {
  return Math.max(0, marksAt(disk) - document.ownMarks);
}

/**
 * Why the bytes of an unedited document differ from its file, apart from hidden marks; undefined if they do not. The
 * caller must stop it if an edit comes during a pause.
 * @param block bytes between two pauses; smaller for tests
 */
export function* diskDifference(
  document: ByteDocument,
  disk: Uint8Array,
  block = BLOCK,
): Generator<void, DiskDifference | undefined> {
  const marks = hiddenMarks(document, disk);
  const content = disk.subarray(3 * marks);
  const start = 3 * document.marks;
  if (yield* hasBytes(document, start, content, block)) return undefined;
  const text = new Uint8Array(document.byteLength - start);
  yield* blocks(text.length, block, (from, to) => {
    document.copyBytes(start + from, start + to, text, from);
  });
  return yield* differenceOf(text, content, marks > 0, block);
}

/** Avoids copying the whole document, since usually the bytes are the same. */
function* hasBytes(
  document: ByteDocument,
  start: number,
  content: Uint8Array,
  block: number,
): Generator<void, boolean> {
  if (document.byteLength - start !== content.length) return false;
  for (let from = 0; from < content.length; from += block) {
    const part = content.subarray(from, from + block);
    const copy = document.copyBytes(start + from, start + from + part.length);
    if (!(yield* equal(copy, part, block))) return false;
  }
  return true;
}

function* differenceOf(
  text: Uint8Array,
  content: Uint8Array,
  mark: boolean,
  block: number,
): Generator<void, DiskDifference> {
  if (!mark && content[0] === 0xff && content[1] === 0xfe) return "UTF-16 LE";
  if (!mark && content[0] === 0xfe && content[1] === 0xff) return "UTF-16 BE";
  const unified = yield* unifyLineEnds(text, block);
  const says = function* (bytes: Uint8Array): Generator<void, boolean> {
    return yield* equal(unified, yield* unifyLineEnds(bytes, block), block);
  };
  const decoded = yield* decodeUtf8(content, block);
  if (decoded.valid) {
    if (yield* says(content)) return yield* lineEndDifference(content, block);
  } else {
    const shown = yield* unifyLineEnds(decoded.bytes, block);
    const [a, b] = [yield* oneReplacement(unified, block), yield* oneReplacement(shown, block)];
    if (yield* equal(a, b, block)) return marked("invalid UTF-8");
  }
  // Without a mark only the text can tell; editors guess UTF-16 from zero bytes.
  if (content.length % 2 === 0) {
    if (yield* says(yield* utf8OfUtf16(content, block))) return "UTF-16 LE";
    if (yield* says(yield* utf8OfUtf16(yield* swapPairs(content, block), block)))
      return "UTF-16 BE";
  }
  return decoded.valid ? marked("other text") : marked("other encoding");
}

/** The bytes with all line ends as LF. */
function* unifyLineEnds(bytes: Uint8Array, block: number): Generator<void, Uint8Array> {
  const unified = new Uint8Array(bytes.length);
  let length = 0;
  yield* blocks(bytes.length, block, (from, to) => {
    for (let i = from; i < to; i++) {
      if (bytes[i] === LF && i > 0 && bytes[i - 1] === CR) continue;
      unified[length++] = bytes[i] === CR ? LF : bytes[i];
    }
  });
  return unified.subarray(0, length);
}

function* lineEndDifference(bytes: Uint8Array, block: number): Generator<void, DiskDifference> {
  let [lf, cr, crLf] = [0, 0, 0];
  yield* blocks(bytes.length, block, (from, to) => {
    for (let i = from; i < to; i++) {
      if (bytes[i] === CR && bytes[i + 1] === LF) crLf++;
      else if (bytes[i] === CR) cr++;
      else if (bytes[i] === LF && bytes[i - 1] !== CR) lf++;
    }
  });
  const kinds = Number(lf > 0) + Number(cr > 0) + Number(crLf > 0);
  return kinds > 1 ? marked("mixed line ends") : marked("other line ends");
}

/** Merges each run of EF BF BD into one, since decoders disagree on how many a broken sequence gives. */
function* oneReplacement(bytes: Uint8Array, block: number): Generator<void, Uint8Array> {
  const kept = new Uint8Array(bytes.length);
  let length = 0;
  yield* blocks(bytes.length, block, (from, to) => {
    for (let i = from; i < to; i++) {
      kept[length++] = bytes[i];
      if (bytes[i] !== 0xbd || length < 6) continue;
      if (isReplacement(kept, length - 3) && isReplacement(kept, length - 6)) length -= 3;
    }
  });
  return kept.subarray(0, length);
}

function isReplacement(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0xef && bytes[at + 1] === 0xbf && bytes[at + 2] === 0xbd;
}

// Passes over all bytes, block by block.

/** Bytes between two pauses: about a millisecond for any of these. */
export const BLOCK = 2 ** 18;

/** Calls `each` for every block from .. to) of 0 .. length), and pauses after each. */
function* blocks(
  length: number,
  block: number,
  each: (from: number, to: number) => void,
): Generator<void, void> {
  for (let from = 0; from < length; from += block) {
    each(from, Math.min(length, from + block));
    yield;
  }
}

function* equal(a: Uint8Array, b: Uint8Array, block: number): Generator<void, boolean> {
  if (a.length !== b.length) return false;
  for (let from = 0; from < a.length; from += block) {
    const to = Math.min(a.length, from + block);
    for (let i = from; i < to; i++) if (a[i] !== b[i]) return false;
    yield;
  }
  return true;
}

/** The bytes with U+FFFD in place of invalid UTF-8, as an editor shows them. */
function* decodeUtf8(
  bytes: Uint8Array,
  block: number,
): Generator<void, { valid: boolean; bytes: Uint8Array }> {
  if (yield* isUtf8(bytes, block)) return { valid: true, bytes };
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  return { valid: false, bytes: yield* recoded(decoder, bytes, block) };
}

function utf8OfUtf16(bytes: Uint8Array, block: number): Generator<void, Uint8Array> {
  return recoded(new TextDecoder("utf-16le"), bytes, block);
}

function* swapPairs(bytes: Uint8Array, block: number): Generator<void, Uint8Array> {
  const swapped = new Uint8Array(bytes.length);
  yield* blocks(bytes.length >> 1, block, (from, to) => {
    for (let i = 2 * from; i < 2 * to; i += 2) {
      swapped[i] = bytes[i + 1];
      swapped[i + 1] = bytes[i];
    }
  });
  return swapped;
}

function* isUtf8(bytes: Uint8Array, block: number): Generator<void, boolean> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    yield* blocks(bytes.length, block, (from, to) => {
      decoder.decode(bytes.subarray(from, to), { stream: true });
    });
    decoder.decode();
    return true;
  } catch {
    return false;
  }
}

/** The decoder's output as UTF-8. The decoder holds back a character split across blocks until its rest arrives. */
function* recoded(
  decoder: InstanceType<typeof TextDecoder>,
  bytes: Uint8Array,
  block: number,
): Generator<void, Uint8Array> {
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  yield* blocks(bytes.length, block, (from, to) => {
    parts.push(encoder.encode(decoder.decode(bytes.subarray(from, to), { stream: true })));
  });
  parts.push(encoder.encode(decoder.decode()));
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
