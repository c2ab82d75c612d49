// Bytes by range: what the forward pass, the hash and the disk comparison need to know of a document.
// A plain array of bytes is one as well, for workers and the command line.

export interface ByteSource {
  readonly byteLength: number;
  /** Copies bytes from .. to) into `target` from its start. */
  copyBytes(from: number, to: number, target: Uint8Array): Uint8Array;
}

export function sourceOf(bytes: Uint8Array): ByteSource {
  return {
    byteLength: bytes.length,
    copyBytes(from, to, target) {
      target.set(bytes.subarray(from, to));
      return target;
    },
  };
}
