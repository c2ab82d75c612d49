// By what two moments of a text are alike (docs/compare.md, section 1), and the bounds of such a search, for the command line
// and the server alike.
import type { NameOf, Term } from "./terms";

export const SIMILARITIES = {
  states: {
    label: "Nearest states",
    sentence: "Cosine of h after the two bytes, in the top layer.",
  },
  neurons: {
    label: "Same top neurons",
    sentence: "Cosine of the neurons' shares of \u2016g\u2016\u00b2 of the two predictions.",
  },
  lags: {
    label: "Same lag signature",
    sentence: "Cosine of the signed attributions of the two predictions, lag by lag.",
  },
} as const satisfies Readonly<Record<string, Term>>;
export type Similarity = NameOf<typeof SIMILARITIES>;

/** Bytes around a moment that count as the same one. */
export const NEAR = 8;

/** Moments that are listed. */
export const TOP = { fallback: 10, low: 1, high: 100, whole: true } as const;
/** Lags of a signature. */
export const SIGNATURE = { low: 1, high: 1000, whole: true } as const;
