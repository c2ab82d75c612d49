// The bounds of a report, for the command line and the server alike.
export const REPORT = {
  /** Largest lag of its tables: the paper's by default. */
  depth: { fallback: 8, low: 0, high: 1000, whole: true },
} as const;
