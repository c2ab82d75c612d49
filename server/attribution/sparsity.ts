// Thresholds (docs/method.md, section 3): which of a set of values are shown or kept, and how far a trace that keeps
// only those is from the dense one. Not here: keeping them while tracing (backward.ts).
import type { Threshold } from "../protocol/vocabulary/thresholds";

// Shares are of the total mass: squares for neurons, absolute values for lags. Ties go to the lower index.

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

/** The cost of tracing sparsely: a sparse attribution against the dense one over the same lags. */
export interface Fidelity {
  /** sum |a' - a| / sum |a|; 0 if both vanish. */
  readonly relativeL1: number;
  /** 1 if both vanish, 0 if only one does. */
  readonly cosine: number;
  readonly topLagAgrees: boolean;
}

export const exact: Fidelity = { relativeL1: 0, cosine: 1, topLagAgrees: true };

export function fidelity(sparse: Float64Array, dense: Float64Array): Fidelity {
  let difference = 0;
  let sum = 0;
  let dot = 0;
  let ss = 0;
  let dd = 0;
  let topSparse = 0;
  let topDense = 0;
  for (let k = 0; k < dense.length; k++) {
    difference += Math.abs(sparse[k] - dense[k]);
    sum += Math.abs(dense[k]);
    dot += sparse[k] * dense[k];
    ss += sparse[k] * sparse[k];
    dd += dense[k] * dense[k];
    if (Math.abs(sparse[k]) > Math.abs(sparse[topSparse])) topSparse = k;
    if (Math.abs(dense[k]) > Math.abs(dense[topDense])) topDense = k;
  }
  return {
    relativeL1: sum > 0 ? difference / sum : difference > 0 ? 1 : 0,
    cosine: ss > 0 && dd > 0 ? dot / Math.sqrt(ss * dd) : ss === dd ? 1 : 0,
    topLagAgrees: topSparse === topDense,
  };
}
