// Bytes by range: what the forward pass and the hash need to know of a document. Nothing else.

export interface ByteSource {
  readonly byteLength: number;
  /** Copies bytes from .. to) into `target` from its start. */
  copyBytes(from: number, to: number, target: Uint8Array): Uint8Array;
}
