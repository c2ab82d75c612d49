// The value that a share of many values does not exceed, exactly and in linear time. NaN counts as no value.

/** Values between two pauses: a fraction of a millisecond. */
const STEPS = 32768;

/** The smallest of the values that at least `share` of them do not exceed; undefined if there is none. */
export function* percentile(
  values: Float32Array,
  share: number,
): Generator<void, number | undefined> {
  // Keys are in the order of the floats, so they are sorted by their upper half first.
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  let upper = -1;
  let rank = 0;
  for (const shift of [16, 0]) {
    const counts = new Uint32Array(65536);
    let all = 0;
    for (let i = 0; i < values.length; i++) {
      if (i % STEPS === 0) yield;
      if (Number.isNaN(values[i])) continue;
      const key = bits[i] ^ keyMask(bits[i]);
      if (shift === 0 && key >>> 16 !== upper) continue;
      counts[(key >>> shift) & 65535]++;
      all++;
    }
    if (all === 0) return undefined;
    if (shift === 16) rank = Math.max(1, Math.ceil(share * all));
    let digit = 0;
    while (counts[digit] < rank) rank -= counts[digit++];
    if (shift === 0) return floatOfKey(upper * 65536 + digit);
    upper = digit;
  }
  return undefined;
}

/** Turns the bits of a float into its key: of a negative one all bits are flipped, else the first. */
const keyMask = (bits: number) => (bits >>> 31 === 1 ? 0xffffffff : 0x80000000);

function floatOfKey(key: number): number {
  const bits = key ^ (key >>> 31 === 1 ? 0x80000000 : 0xffffffff);
  return new Float32Array(Uint32Array.of(bits).buffer)[0];
}
