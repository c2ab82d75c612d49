// Packs arrays of numbers as base64 of their little-endian bytes: a screen of values in one short string. Not a
// format for files.

export function pack(values: Float32Array | Uint32Array): string {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

export function unpackFloats(packed: string): Float32Array {
  return new Float32Array(bytesOf(packed));
}

export function unpackIndices(packed: string): Uint32Array {
  return new Uint32Array(bytesOf(packed));
}

function bytesOf(packed: string): ArrayBuffer {
  return Uint8Array.from(atob(packed), (character) => character.charCodeAt(0)).buffer;
}
