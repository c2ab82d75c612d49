// The bytes of float32 numbers in file order, lowest first. Converts whole tensors at once: a loop over the numbers
// of a large model would take a tenth of a second.

const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Shares the numbers' memory if the machine is little-endian, otherwise copies. */
export function littleEndian(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  if (isLittleEndian) return bytes;
  const copy = new Uint8Array(values.byteLength);
  const view = new DataView(copy.buffer);
  for (let i = 0; i < values.length; i++) view.setFloat32(4 * i, values[i], true);
  return copy;
}
