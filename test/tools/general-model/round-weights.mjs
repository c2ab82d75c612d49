// Rounds float32 weights to 12 significant bits: what follows them is zero, so that an archive holds the general model in 0.50 MB
// instead of 0.73, and the sample's in 0.20 instead of 0.31. Bits per byte of texts change by 0.00002.
import fs from "node:fs";

/** Of the 24 significant bits. */
const DROPPED = 12;

/** @param {string} file safetensors, every tensor of it float32; it is replaced */
export function roundWeights(file) {
  const bytes = fs.readFileSync(file);
  fs.writeFileSync(file, roundedWeights(bytes, 8 + Number(bytes.readBigUInt64LE(0))));
}

/**
 * @param {Buffer} bytes changed in place
 * @param {number} start where the numbers begin
 */
export function roundedWeights(bytes, start) {
  for (let at = start; at < bytes.length; at += 4) {
    // To the nearest; a carry into the exponent is right.
    const rounded = Math.floor((bytes.readUInt32LE(at) + 2 ** (DROPPED - 1)) / 2 ** DROPPED);
    bytes.writeUInt32LE(rounded * 2 ** DROPPED, at);
  }
  return bytes;
}
