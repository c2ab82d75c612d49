// The bytes of float32 numbers as files hold them, lowest first. Whole tensors at once: a loop over the numbers of a
// large model would take a tenth of a second.

const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** The numbers' own memory where the machine has this order, else a copy. */
export function littleEndian(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  if (isLittleEndian) return bytes;
  const copy = new Uint8Array(values.byteLength);
  const view = new DataView(copy.buffer);
  for (let i = 0; i < values.length; i++) view.setFloat32(4 * i, values[i], true);
  return copy;
}
