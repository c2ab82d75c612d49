// Wrong and right arguments for the native operations, at random: each call either computes or throws a RangeError. The
// memory is an ordinary ArrayBuffer, so that AddressSanitizer sees its ends. Asserts that nothing else happens.
import assert from "node:assert/strict";
import type { NativeAddon } from "../../server/kernels/native/native";

const BYTES = 1 << 16;
/** At ends and beyond, misaligned, not whole, not numbers; and so large that a product of two overflows. */
const AWKWARD = [-1, -0, 0.5, 1, 2, 3, 4, 8, 15, 16, 17, 31, 32, 33, 64, 255, 256, 257, 1023, 1024];
const HUGE = [BYTES - 1, BYTES, BYTES + 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 53, 2 ** 60, 1e300];
const NO_NUMBERS = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

export interface Fuzzed {
  readonly calls: number;
  /** Calls that computed. */
  readonly done: number;
}

/** @param random uniform in [0, 1) */
export function fuzzNative(addon: NativeAddon, random: () => number, calls: number): Fuzzed {
  const values = new Float64Array(12);
  const memories = addon.paths.map((path) => {
    const memory = new ArrayBuffer(BYTES);
    new Uint8Array(memory).forEach((_, i, all) => {
      all[i] = 256 * random();
    });
    return { memory, run: addon.bind(path, memory, values.buffer) };
  });
  const numbers = Object.values(addon.operations);
  const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)];
  /** Mostly what could be right: small counts, and addresses of whole lines. */
  const value = () => {
    const kind = random();
    if (kind < 0.45) return 64 * Math.floor(random() * 64);
    if (kind < 0.9) return one(AWKWARD);
    return kind < 0.98 ? one(HUGE) : one(NO_NUMBERS);
  };
  let done = 0;
  for (let i = 0; i < calls; i++) {
    for (let a = 0; a < values.length; a++) values[a] = value();
    const { run } = one(memories);
    try {
      assert.equal(typeof run(one(numbers)), "number");
      done++;
    } catch (error) {
      assert.ok(error instanceof RangeError, String(error));
    }
  }
  return { calls, done };
}
