// How a text is written on by the net: the ways to choose a byte, and the limits of a request. Names and limits only.

/** Bytes written where no number is asked for, and at most. */
export const WRITTEN = 16;
export const MOST_WRITTEN = 256;

/** 1 is the net's own distribution; less prefers what is likely. */
export const TEMPERATURE = { low: 0.01, high: 100, fallback: 1 } as const;

/** The first seed of a row of samples. */
export const FIRST_SEED = 1;

export type ContinuationMode =
  | { readonly kind: "likeliest" }
  /** @property seed a whole number; the same seed writes the same bytes */
  | { readonly kind: "sample"; readonly seed: number; readonly temperature: number };
