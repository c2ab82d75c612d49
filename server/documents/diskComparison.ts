// Whether the bytes the model sees are those of the file, and why not where they are not. The editor
// decodes encodings, unifies line ends and replaces invalid bytes before anyone else sees the text.
// Not here: reading the file, the note on the screen. Asked only while the document has no unsaved edits.
import type { ByteDocument } from "./byteDocument";

/** Reads in 'the file on disk has other bytes (...)'. */
export type DiskDifference =
  | "UTF-16 LE"
  | "UTF-16 BE"
  | "invalid UTF-8"
  | "mixed line ends"
  | "other line ends"
  | "other encoding"
  /** Valid UTF-8 that says something else: most likely written by another program meanwhile. */
  | "other text";

export interface DiskComparison {
  /** Whether the file opens with EF BB BF: what ByteDocument.setBom wants. */
  readonly bom: boolean;
  /** Whether the document, with the mark of the file, has the bytes of the file. */
  readonly same: boolean;
  /** Why they are not the same. */
  readonly reason: DiskDifference | undefined;
}

const LF = 0x0a;
const CR = 0x0d;

/** Compares an unedited document with the bytes of its file. The mark is taken from the file. */
export function diskComparison(document: ByteDocument, disk: Uint8Array): DiskComparison {
  const bom = disk[0] === 0xef && disk[1] === 0xbb && disk[2] === 0xbf;
  const content = bom ? disk.subarray(3) : disk;
  const text = document.copyBytes(document.bom ? 3 : 0, document.byteLength);
  if (equal(text, content)) return { bom, same: true, reason: undefined };
  return { bom, same: false, reason: differenceOf(text, content, bom) };
}

function differenceOf(text: Uint8Array, content: Uint8Array, bom: boolean): DiskDifference {
  if (!bom && content[0] === 0xff && content[1] === 0xfe) return "UTF-16 LE";
  if (!bom && content[0] === 0xfe && content[1] === 0xff) return "UTF-16 BE";
  const unified = unifyLineEnds(text);
  const decoded = decodeUtf8(content);
  if (decoded.valid) {
    if (equal(unified, unifyLineEnds(content))) return lineEndDifference(content);
  } else if (equal(oneReplacement(unified), oneReplacement(unifyLineEnds(decoded.bytes)))) {
    return "invalid UTF-8";
  }
  // Without a mark only the text itself tells: editors guess UTF-16 from zero bytes.
  if (content.length % 2 === 0) {
    if (equal(unified, unifyLineEnds(utf8OfUtf16(content)))) return "UTF-16 LE";
    if (equal(unified, unifyLineEnds(utf8OfUtf16(swapPairs(content))))) return "UTF-16 BE";
  }
  return decoded.valid ? "other text" : "other encoding";
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** All line ends as LF. */
function unifyLineEnds(bytes: Uint8Array): Uint8Array {
  const unified = new Uint8Array(bytes.length);
  let length = 0;
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] === LF && i > 0 && bytes[i - 1] === CR) continue;
    unified[length++] = bytes[i] === CR ? LF : bytes[i];
  }
  return unified.subarray(0, length);
}

function lineEndDifference(bytes: Uint8Array): DiskDifference {
  let [lf, cr, crLf] = [0, 0, 0];
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] === LF) lf++;
    else if (bytes[i] === CR && bytes[i + 1] === LF) {
      crLf++;
      i++;
    } else if (bytes[i] === CR) cr++;
  }
  const kinds = Number(lf > 0) + Number(cr > 0) + Number(crLf > 0);
  return kinds > 1 ? "mixed line ends" : "other line ends";
}

/** The bytes with U+FFFD for what is not UTF-8, as an editor shows them. */
function decodeUtf8(bytes: Uint8Array): { valid: boolean; bytes: Uint8Array } {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return { valid: true, bytes };
  } catch {
    const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
    return { valid: false, bytes: new TextEncoder().encode(text) };
  }
}

/** Runs of EF BF BD as one: decoders disagree on how many a broken sequence gives. */
function oneReplacement(bytes: Uint8Array): Uint8Array {
  const kept = new Uint8Array(bytes.length);
  let length = 0;
  for (let i = 0; i < bytes.length; i++) {
    kept[length++] = bytes[i];
    if (bytes[i] !== 0xbd || length < 6) continue;
    if (isReplacement(kept, length - 3) && isReplacement(kept, length - 6)) length -= 3;
  }
  return kept.subarray(0, length);
}

function isReplacement(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0xef && bytes[at + 1] === 0xbf && bytes[at + 2] === 0xbd;
}

function utf8OfUtf16(bytes: Uint8Array): Uint8Array {
  return new TextEncoder().encode(new TextDecoder("utf-16le").decode(bytes));
}

function swapPairs(bytes: Uint8Array): Uint8Array {
  const swapped = new Uint8Array(bytes.length);
  for (let i = 0; i + 1 < bytes.length; i += 2) {
    swapped[i] = bytes[i + 1];
    swapped[i + 1] = bytes[i];
  }
  return swapped;
}
