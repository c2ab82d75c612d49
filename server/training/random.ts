// Seeded random numbers, the same for the same seed on every machine. Not for secrets.
import { cos, log, sin } from "../kernels/elementary";

export interface Random {
  /** Uniform in [0, 1), 32 bits. */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
}

/**
 * xoshiro128** (Blackman and Vigna), with its state expanded from one seed by splitmix32. The same seed gives the same
 * numbers on every machine (normals: on every engine).
 * @param seed any safe integer; its low 53 bits all count
 */
export function createRandom(seed: number): Random {
  let spread = (seed ^ Math.imul(Math.floor(seed / 4294967296), 0x85ebca6b)) | 0;
  const splitmix32 = () => {
    spread = (spread + 0x9e3779b9) | 0;
    let z = Math.imul(spread ^ (spread >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return z ^ (z >>> 15);
  };
  const s = Int32Array.from({ length: 4 }, splitmix32);
  const rotate = (v: number, by: number) => (v << by) | (v >>> (32 - by));

  const uniform = () => {
    const result = Math.imul(rotate(Math.imul(s[1], 5), 7), 9) >>> 0;
    const t = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate(s[3], 11);
    return result / 4294967296;
  };

  let waiting: number | undefined;
  const normal = () => {
    if (waiting !== undefined) {
      const second = waiting;
      waiting = undefined;
      return second;
    }
    // Box-Muller; 1 - u keeps the logarithm finite.
    const radius = Math.sqrt(-2 * log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    waiting = radius * sin(angle);
    return radius * cos(angle);
  };
  return { uniform, normal };
}
