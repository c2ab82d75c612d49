// Bytes that are read by range, which is all that the forward pass and the hash need of a document, and their SHA-256.
// Not here: the hash function (files.ts).
import type { RunningSha256 } from "../files";

export interface ByteSource {
  readonly byteLength: number;
  /** Copies bytes from .. to) to the start of `target`. */
  copyBytes(from: number, to: number, target: Uint8Array): Uint8Array;
}

/** Bytes between kept copies. */
const interval = 1 << 20;

/**
 * SHA-256 of a document. Keeps copies of the running hash at intervals, so that an edit near the end of a long document
 * does not require hashing it all again.
 */
export class DocumentHash {
  /** Entry i is the hash of the first (i + 1) * interval bytes. */
  private copies: RunningSha256[] = [];
  private known: string | undefined;

  digest(source: ByteSource, hashing: { startSha256(): RunningSha256 }): string {
    if (this.known !== undefined) return this.known;
    const running = this.copies.at(-1)?.copy() ?? hashing.startSha256();
    const length = source.byteLength;
    const block = new Uint8Array(Math.min(interval, length));
    for (let at = this.copies.length * interval; at < length; at += interval) {
      const count = Math.min(interval, length - at);
      source.copyBytes(at, at + count, block);
      running.update(block.subarray(0, count));
      if (count === interval) this.copies.push(running.copy());
    }
    this.known = running.digest();
    return this.known;
  }

  invalidateFrom(byte: number): void {
    this.known = undefined;
    this.copies.length = Math.min(this.copies.length, Math.floor(byte / interval));
  }
}
