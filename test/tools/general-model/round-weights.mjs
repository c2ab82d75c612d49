// Rounds float32 weights to fewer significant bits: what follows them is zero, so that an archive holds the general model in
// 0.42 MB instead of 0.73 (10 bits; bits per byte of texts change by 0.0002), and the sample's in 0.20 instead of 0.31 (12 bits,
// 0.00002).
import fs from "node:fs";

/** Those of a float32, the one that is not stored included. */
const ALL = 24;

/**
 * @param {string} file safetensors, every tensor of it float32; it is replaced
 * @param {number} significant bits that are kept
 */
export function roundWeights(file, significant) {
  const bytes = fs.readFileSync(file);
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  fs.writeFileSync(file, roundedWeights(bytes, start, significant));
}

/**
 * @param {Buffer} bytes changed in place
 * @param {number} start where the numbers begin
 * @param {number} significant bits that are kept
 */
export function roundedWeights(bytes, start, significant) {
  const step = 2 ** (ALL - significant);
  for (let at = start; at < bytes.length; at += 4) {
    // To the nearest; a carry into the exponent is right.
    bytes.writeUInt32LE(Math.floor((bytes.readUInt32LE(at) + step / 2) / step) * step, at);
  }
  return bytes;
}
