// Access to bytes by range: all that the forward pass and the hash need of a document.

export interface ByteSource {
  readonly byteLength: number;
  /** Copies bytes from .. to) to the start of `target`. */
  copyBytes(from: number, to: number, target: Uint8Array): Uint8Array;
}
