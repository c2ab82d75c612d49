// The SHA-256 of bytes of any length, with pauses.
import { startSha256 } from "../sha256.node";

/** Bytes between two pauses: a few milliseconds. */
const PIECE = 2 ** 19;

/** Lower-case hex. */
export function* hashed(bytes: Uint8Array): Generator<void, string> {
  const hash = startSha256();
  for (let at = 0; at < bytes.length; at += PIECE) {
    hash.update(bytes.subarray(at, at + PIECE));
    yield;
  }
  return hash.digest();
}
