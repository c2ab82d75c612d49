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
    while (this.known === undefined) this.step(source, hashing);
    return this.known;
  }

  /** Does the work of digest() with pauses. Edits in between are taken into account. */
  *steps(source: ByteSource, hashing: { startSha256(): RunningSha256 }): Generator<void, void> {
    while (this.known === undefined) {
      this.step(source, hashing);
      yield;
    }
  }

  /** Hashes up to the next kept copy, or the rest. */
  private step(source: ByteSource, hashing: { startSha256(): RunningSha256 }): void {
    const at = this.copies.length * interval;
    const count = Math.min(interval, source.byteLength - at);
    const running = this.copies.at(-1)?.copy() ?? hashing.startSha256();
    running.update(source.copyBytes(at, at + count, new Uint8Array(count)));
    if (count === interval) this.copies.push(running);
    else this.known = running.digest();
  }

  invalidateFrom(byte: number): void {
    this.known = undefined;
    this.copies.length = Math.min(this.copies.length, Math.floor(byte / interval));
  }
}
