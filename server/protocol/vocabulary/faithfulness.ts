// What is compared when the faithfulness of the methods is measured (docs/causes.md, section 7): orders of the past bytes
// by name, and the choices with their limits. Names only; the measure is in server/statistics.
import type { Limits } from "./terms";

/** The methods of attribution, and two orders that know nothing. */
export const RANKED = [
  "gradient",
  "gated",
  "integrated",
  "occlusion",
  "recency",
  "random",
] as const;
export type Ranked = (typeof RANKED)[number];

/** Something of each order that a net has: `gradient` is of the paper's kind of net alone. */
export type OfRanked<T> = { readonly [K in Exclude<Ranked, "gradient">]: T } & {
  readonly gradient?: T;
};

type Choice = Limits & { readonly fallback: number };

export const FAITHFULNESS = {
  /** Largest lag. */
  depth: { low: 1, high: 200, whole: true, fallback: 30 },
  /** Positions, at most. */
  sample: { low: 1, high: 100_000, whole: true, fallback: 121 },
  /** Of the random order and of the shuffled weights. */
  seed: { low: 0, high: 2 ** 32 - 1, whole: true, fallback: 1 },
} as const satisfies Readonly<Record<string, Choice>>;
