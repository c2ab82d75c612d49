// Thresholds (docs/method.md, section 3): which of a set of values are shown or kept. Shares are of the total mass:
// squares for neurons, absolute values for lags. Ties go to the lower index.
import type { Threshold } from "../protocol/vocabulary/thresholds";

/** The largest number below 1. */
const BELOW_ONE = 1 - 2 ** -53;

/** Shares m_i / sum m of non-negative masses; zero if the total is zero. */
export function shares(masses: Float64Array): Float64Array {
  const total = masses.reduce((a, b) => a + b, 0);
  return masses.map((m) => (total > 0 ? m / total : 0));
}

/**
 * For each element, the sum of the shares before it in descending order. The nucleus theta shows exactly the elements
 * with shownFrom < theta. 1 (never shown) for a mass of zero.
 */
export function nucleusShownFrom(masses: Float64Array): Float64Array {
  const shownFrom = new Float64Array(masses.length).fill(1);
  const total = masses.reduce((a, b) => a + b, 0);
  if (!(total > 0)) return shownFrom;
  let before = 0;
  for (const i of descending(masses)) {
    // Rounding must never drop a non-zero mass: theta = 1 keeps all of them.
    shownFrom[i] = masses[i] > 0 ? Math.min(BELOW_ONE, before / total) : 1;
    before += masses[i];
  }
  return shownFrom;
}

/** Indices by descending value, lower index first on ties. */
export function descending(values: ArrayLike<number>): number[] {
  return Array.from({ length: values.length }, (_, i) => i).sort(
    (a, b) => values[b] - values[a] || a - b,
  );
}

/** Squares of the first n elements: the masses of neurons. */
export function squares(values: ArrayLike<number>, n: number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => values[i] * values[i]);
}

/** Which elements the rule keeps. `magnitudes` are |v_i|, for the absolute rule. */
export function kept(
  { rule, value }: Pick<Threshold, "rule" | "value">,
  masses: Float64Array,
  magnitudes: ArrayLike<number>,
): boolean[] {
  if (rule === "nucleus") return Array.from(nucleusShownFrom(masses), (s) => s < value);
  if (rule === "share") return Array.from(shares(masses), (s) => s >= value);
  return Array.from(magnitudes, (m) => Math.abs(m) >= value);
}
