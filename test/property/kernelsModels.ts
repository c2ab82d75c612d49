// Random models and texts for the kernel tests, and the backends under test. Asserts nothing.
import fc from "fast-check";
import type { CellName } from "../../server/kernels/cells/cell";
import { CELLS } from "../../server/kernels/cells/table";
import type { Kernels, Weights } from "../../server/kernels/interface";
import { availableBackends, selectKernels } from "../../server/kernels/select";

/** Every backend of this engine except the reference. */
export const fastBackends: Kernels[] = availableBackends()
  .filter((name) => name !== "reference")
  .map((name) => selectKernels(name));

/** Hidden sizes that cover the padding and its tails, and the paper's. */
export const hiddenSizes = [...Array.from({ length: 67 }, (_, i) => i + 1), 128];

/** Uniform in [-1, 1); the same seed gives the same numbers. */
export function randomNumbers(seed: number): () => number {
  let s = seed >>> 0 || 1;
  return () => {
    s = (s + 0x6d2b79f5) >>> 0;
    let t = Math.imul(s ^ (s >>> 15), 1 | s);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 31 - 1;
  };
}

/** `gain` 1 is near the edge of chaos; 10 saturates most neurons. */
export function randomWeights(H: number, seed: number, gain = 1): Weights {
  const next = randomNumbers(seed);
  const tensor = (n: number, scale: number) =>
    Float32Array.from({ length: n }, () => scale * next());
  return {
    H,
    Wx: tensor(H * 256, gain),
    Wh: tensor(H * H, (1.7 * gain) / Math.sqrt(H)),
    bh: tensor(H, 0.3 * gain),
    Wy: tensor(256 * H, (4 * gain) / Math.sqrt(H)),
    by: tensor(256, gain),
  };
}

export const cellNames = Object.keys(CELLS) as CellName[];

export interface Net {
  readonly cell: CellName;
  readonly layers: number;
  readonly H: number;
  readonly seed: number;
  readonly gain: number;
}

/** Nets of every cell, 1 to 3 layers, and sizes with every tail. */
export const anyNet = fc.record({
  cell: fc.constantFrom(...cellNames),
  layers: fc.integer({ min: 1, max: 3 }),
  H: fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 1, max: 40 }) },
    { weight: 1, arbitrary: fc.constantFrom(63, 64, 65, 100, 128) },
  ),
  seed: fc.nat(1e6),
  gain: fc.constantFrom(0.5, 1, 4),
});

/** A net of any cell and number of layers; `gain` as in randomWeights(). */
export function randomNet({ cell, layers, H, seed, gain }: Net): Weights {
  const next = randomNumbers(seed);
  const tensor = (n: number, scale: number) =>
    Float32Array.from({ length: n }, () => scale * next());
  const { gates, width } = CELLS[cell];
  const matrix = () => tensor(gates * H * H, (1.7 * gain) / Math.sqrt(H));
  const bias = () => tensor(width * H, 0.3 * gain);
  const bottom = { Wx: tensor(gates * H * 256, gain), Wh: matrix(), bh: bias() };
  const upper = Array.from({ length: layers - 1 }, () => ({
    Wi: matrix(),
    Wh: matrix(),
    b: bias(),
  }));
  const readout = { Wy: tensor(256 * H, (4 * gain) / Math.sqrt(H)), by: tensor(256, gain) };
  return { cell, H, ...bottom, upper, ...readout };
}

/** Random bytes that start with 0x00 and 0xff. */
export function randomText(length: number, seed: number): Uint8Array {
  const next = randomNumbers(seed);
  const text = Uint8Array.from({ length }, () => (next() + 1) * 128);
  text.set([0, 255].slice(0, length));
  return text;
}
