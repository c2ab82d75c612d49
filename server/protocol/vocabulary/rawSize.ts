// The possible sizes of a raw weight file (docs/method.md, section 1), so that lists of models need not open every
// file named .bin. The content is checked when the file is read, in server/nets.

/** Largest hidden size, in files and in training: a 76 MB file. Larger ones would exhaust memory in a trace. */
export const MOST_NEURONS = 4096;
export const MOST_LAYERS = 8;

/** Whether `bytes` equals 4 (H^2 + 513 H + 256) for a whole H from 1 to MOST_NEURONS. */
export function isRawSize(bytes: number): boolean {
  const H = Math.round(Math.sqrt(bytes / 4 - 256 + 256.5 ** 2) - 256.5);
  return H >= 1 && H <= MOST_NEURONS && 4 * (H * H + 513 * H + 256) === bytes;
}
