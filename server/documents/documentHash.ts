// SHA-256 of a document, kept with copies of the running hash along the way, so that an edit near
// the end of a long document does not hash it all again. Not here: the hash function (files.ts).
import type { RunningSha256 } from "../files";
import type { ByteSource } from "./byteSource";

/** Bytes from one kept copy to the next. */
const interval = 1 << 20;

export class DocumentHash {
  /** Entry i has taken in the first (i + 1) * interval bytes. */
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
