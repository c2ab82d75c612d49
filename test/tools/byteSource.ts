// A plain array of bytes in place of a document. Asserts nothing.
import type { ByteSource } from "../../server/documents/byteSource";

export function sourceOf(bytes: Uint8Array): ByteSource {
  return {
    byteLength: bytes.length,
    copyBytes(from, to, target) {
      target.set(bytes.subarray(from, to));
      return target;
    },
  };
}
