// The bounds of an analysis of skip patterns (docs/patterns.md), for the command line and the server alike.

/** The default of each number, and its bounds. */
export const PATTERNS = {
  /** The offsets 1 .. maxOffset are chosen from. */
  maxOffset: { fallback: 30, low: 1, high: 255, whole: true },
  /** How many are chosen. */
  levels: { fallback: 8, low: 1, high: 16, whole: true },
  /** Positions at which a net is measured. */
  sample: { low: 1, high: 1_000_000, whole: true },
} as const;
