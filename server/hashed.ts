// The SHA-256 of bytes of any length, with pauses: 60 MB at once would be a tenth of a second in which nothing is heard.
import type { RunningSha256 } from "./files";

/** Bytes between two pauses: a few milliseconds. */
const PIECE = 2 ** 19;

/**
 * @param hash just started
 * @returns lower-case hex
 */
export function* hashed(hash: RunningSha256, bytes: Uint8Array): Generator<void, string> {
  for (let at = 0; at < bytes.length; at += PIECE) {
    hash.update(bytes.subarray(at, at + PIECE));
    yield;
  }
  return hash.digest();
}
