// Random nets of every cell, number of layers and alphabet, as they are in memory after reading. Asserts nothing.
import fc from "fast-check";
import type { CellName } from "../../server/kernels/cells/cell";
import { CELLS } from "../../server/kernels/cells/table";
import { OUTSIDE, type Weights } from "../../server/kernels/weights";

export interface NetPlan {
  readonly cell: CellName;
  readonly layers: number;
  readonly H: number;
  /** In the order of their index; null: the 256 bytes. */
  readonly characters: readonly string[] | null;
  readonly seed: number;
}

const anyCharacters = fc
  .uniqueArray(fc.integer({ min: 0, max: 127 }), { minLength: 2, maxLength: 30 })
  .map((codes) => codes.map((code) => String.fromCharCode(code)));

/** A net of 1 to 3 layers. */
export const anyNet: fc.Arbitrary<NetPlan> = fc.record({
  cell: fc.constantFrom<CellName>("tanh", "relu", "lstm", "gru"),
  layers: fc.integer({ min: 1, max: 3 }),
  H: fc.integer({ min: 1, max: 9 }),
  characters: fc.option(anyCharacters),
  seed: fc.nat(),
});

export function netOfPlan({ cell, layers, H, characters, seed }: NetPlan): Weights {
  let state = seed;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    // Zeros of both signs are numbers too.
    if (state % 17 === 0) return state % 34 === 0 ? 0 : -0;
    return state / 2 ** 31 - 1;
  };
  const numbers = (count: number) => Float32Array.from({ length: count }, next);
  const { gates, width } = CELLS[cell];
  const codes = characters?.map((character) => character.charCodeAt(0));
  const alphabet = Uint8Array.from({ length: 256 }, (_, x) => Number(codes?.includes(x) ?? true));
  const inside = (count: number, byteAt: (at: number) => number, outside = 0) =>
    numbers(count).map((value, at) => (alphabet[byteAt(at)] ? value : outside));
  return {
    ...(cell === "tanh" ? {} : { cell }),
    H,
    Wx: inside(gates * H * 256, (at) => at % 256),
    Wh: numbers(gates * H * H),
    bh: numbers(width * H),
    ...(layers > 1
      ? {
          upper: Array.from({ length: layers - 1 }, () => ({
            Wi: numbers(gates * H * H),
            Wh: numbers(gates * H * H),
            b: numbers(width * H),
          })),
        }
      : {}),
    Wy: inside(256 * H, (at) => Math.floor(at / H)),
    by: inside(256, (at) => at, OUTSIDE),
    ...(codes ? { alphabet } : {}),
  };
}

/** The same net over some of the bytes below 48 only: `count` of them, or fewer where they coincide. */
export function withAlphabet(weights: Weights, count: number, seed: number): Weights {
  const alphabet = new Uint8Array(256);
  for (let i = 0; i < count; i++) alphabet[(seed + 31 * i * i + 7 * i) % 48] = 1;
  const { H } = weights;
  return {
    ...weights,
    Wx: weights.Wx.map((value, at) => (alphabet[at % 256] ? value : 0)),
    Wy: weights.Wy.map((value, at) => (alphabet[Math.floor(at / H)] ? value : 0)),
    by: weights.by.map((value, at) => (alphabet[at] ? value : OUTSIDE)),
    alphabet,
  };
}
