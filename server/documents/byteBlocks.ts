// Compares and decodes bytes block by block, pausing after each, since a file of many megabytes would hold up the
// connection. Not here: which encodings are tried (diskComparison.ts), what runs in the pauses (jobs/slices.ts).

/** Bytes between two pauses: about a millisecond for any of these. */
export const BLOCK = 2 ** 18;

/** Calls `each` for every block from .. to) of 0 .. length), and pauses after each. */
export function* blocks(
  length: number,
  block: number,
  each: (from: number, to: number) => void,
): Generator<void, void> {
  for (let from = 0; from < length; from += block) {
    each(from, Math.min(length, from + block));
    yield;
  }
}

export function* equal(a: Uint8Array, b: Uint8Array, block: number): Generator<void, boolean> {
  if (a.length !== b.length) return false;
  for (let from = 0; from < a.length; from += block) {
    const to = Math.min(a.length, from + block);
    for (let i = from; i < to; i++) if (a[i] !== b[i]) return false;
    yield;
  }
  return true;
}

/** The bytes with U+FFFD in place of invalid UTF-8, as an editor shows them. */
export function* decodeUtf8(
  bytes: Uint8Array,
  block: number,
): Generator<void, { valid: boolean; bytes: Uint8Array }> {
  if (yield* isUtf8(bytes, block)) return { valid: true, bytes };
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  return { valid: false, bytes: yield* recoded(decoder, bytes, block) };
}

export function utf8OfUtf16(bytes: Uint8Array, block: number): Generator<void, Uint8Array> {
  return recoded(new TextDecoder("utf-16le"), bytes, block);
}

export function* swapPairs(bytes: Uint8Array, block: number): Generator<void, Uint8Array> {
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
