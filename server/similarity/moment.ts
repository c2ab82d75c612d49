// What a moment of a text is compared by (docs/compare.md, section 1): h, the neurons' shares of ||g||^2, and the attributions
// by lag. Those of the moment that is asked about come from a trace of it.
import type { Trace } from "../attribution/trace";
import { square } from "../kernels/elementary";
import type { Numbers } from "../kernels/interface";
import type { Similarity } from "../protocol/vocabulary/similarity";
import { NO_GRADIENT } from "../protocol/words/certainty";

/** Below this, 1 - p and its products underflow in float32. */
const LEAST_NORM = 1e-30;

/** A vector that others are compared with, and its Euclidean norm, above zero. */
export interface Reference {
  readonly vector: Float64Array;
  readonly norm: number;
}

/** Of each criterion; null where the moment has nothing to compare: no gradient, or every activation is zero. */
export type Moment = Readonly<Record<Similarity, Reference | null>>;

export function momentOf({ h, g, attribution }: Pick<Trace, "h" | "g" | "attribution">): Moment {
  const isUsable = attribution.some((a) => Math.abs(a) >= NO_GRADIENT);
  return {
    states: referenceTo(h.slice(0, g.length)),
    neurons: isLarge(g, 0, g.length) ? referenceTo(g.map((x) => x * x)) : null,
    lags: isUsable ? referenceTo(attribution) : null,
  };
}

function referenceTo(vector: Float64Array): Reference | null {
  const norm = Math.hypot(...vector);
  return norm > 0 ? { vector, norm } : null;
}

export function isLarge(values: Numbers, at: number, count: number): boolean {
  let sum = 0;
  for (let i = at; i < at + count; i++) sum += values[i] * values[i];
  return sum > LEAST_NORM * LEAST_NORM;
}

/** The cosine of values[at ..] with a reference; NaN if they are all zero. */
export function cosineWith({ vector, norm }: Reference, values: Numbers, at: number): number {
  let dot = 0;
  let squares = 0;
  for (let i = 0; i < vector.length; i++) {
    const value = values[at + i];
    dot += value * vector[i];
    squares += value * value;
  }
  return clamped(dot / (norm * Math.sqrt(squares)));
}

/** The same with the squares of values[at ..]: shares are proportional to them. */
export function shareCosine({ vector, norm }: Reference, values: Numbers, at: number): number {
  let dot = 0;
  let squares = 0;
  for (let i = 0; i < vector.length; i++) {
    const square = values[at + i] * values[at + i];
    dot += square * vector[i];
    squares += square * square;
  }
  return clamped(dot / (norm * Math.sqrt(squares)));
}

/** Rounding can take a cosine beyond 1. */
const clamped = (cosine: number) => Math.max(-1, Math.min(1, cosine));

/** Euclidean. */
export function distanceTo({ vector }: Reference, values: Numbers, at: number): number {
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += square(values[at + i] - vector[i]);
  return Math.sqrt(sum);
}
