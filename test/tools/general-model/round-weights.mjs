// Rounds the float32 numbers of a safetensors file to 12 significant bits, in place: what follows them is zero, so that an
// archive holds the file in 0.50 MB instead of 0.73. On texts of this repository its bits per byte change by 0.00002.
import fs from "node:fs";

/** Of the 24 significant bits. */
const DROPPED = 12;

/** @param {string} file every tensor of it float32 */
export function roundWeights(file) {
  const bytes = fs.readFileSync(file);
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  for (let at = start; at < bytes.length; at += 4) {
    // To the nearest; a carry into the exponent is right.
    const rounded = Math.floor((bytes.readUInt32LE(at) + 2 ** (DROPPED - 1)) / 2 ** DROPPED);
    bytes.writeUInt32LE(rounded * 2 ** DROPPED, at);
  }
  fs.writeFileSync(file, bytes);
}
