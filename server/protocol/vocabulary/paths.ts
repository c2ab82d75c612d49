// How much of the neuron paths (docs/method.md, section 3) a person may have drawn: limits and defaults, for requests and
// for the controls of the page. What is drawn is decided in attribution/paths.ts.
import type { Limits } from "./terms";

interface Amount extends Limits {
  readonly fallback: number;
}

export const PATHS = {
  /** Bytes, the current one included. */
  columns: { low: 2, high: 12, whole: true, fallback: 8 },
  /** Neurons of each byte. */
  neurons: { low: 1, high: 16, whole: true, fallback: 6 },
  /** Percent of the sum of |edge| into its neuron that an edge must have. */
  least: { low: 0, high: 50, whole: false, fallback: 3 },
} as const satisfies Readonly<Record<string, Amount>>;

export type PathAmount = keyof typeof PATHS;
export type PathAmounts = Readonly<Record<PathAmount, number>>;
