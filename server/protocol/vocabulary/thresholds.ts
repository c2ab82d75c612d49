// Sparsity thresholds (docs/method.md, section 3): rules with their limits, scopes, and which neurons and lags a rule
// shows. Only compares numbers already at hand, so that moving a slider needs no new trace. The numbers are computed
// in attribution/.
import type { Limits, NameOf, Term } from "./terms";

export const THRESHOLD_RULES = {
  nucleus: {
    label: "Nucleus",
    sentence: "The fewest neurons, and lags, that keep a share of the whole.",
    unit: "percent",
    low: 50,
    high: 99.9,
    whole: false,
    fallback: 95,
  },
  share: {
    label: "Share",
    sentence: "Each neuron, and lag, with at least a share of the whole.",
    unit: "percent",
    low: 0,
    high: 100,
    whole: false,
    fallback: 1,
  },
  absolute: {
    label: "Absolute",
    sentence: "Each neuron by its |gradient|, each lag by its |attribution|, in nats.",
    unit: "nats",
    low: 0,
    high: 1e6,
    whole: false,
    fallback: 0.001,
  },
} as const satisfies Readonly<
  Record<string, Term & Limits & { readonly unit: string; readonly fallback: number }>
>;
export type ThresholdRule = NameOf<typeof THRESHOLD_RULES>;

export const THRESHOLD_SCOPES = {
  display: {
    label: "Display",
    sentence: "The trace stays exact; only what is shown changes.",
  },
  tracing: {
    label: "While tracing",
    sentence: "Applied at every step of the trace: approximate, and the hover says by how much.",
  },
} as const satisfies Readonly<Record<string, Term>>;
export type ThresholdScope = NameOf<typeof THRESHOLD_SCOPES>;

export interface Threshold {
  readonly rule: ThresholdRule;
  /** nucleus: share of ||g||^2 kept, 0..1; share: least g_i^2 / ||g||^2; absolute: least |g_i| in nats. */
  readonly value: number;
  readonly scope: ThresholdScope;
}

/** Requests give a threshold as a share of one where settings and menus use percent. */
export function largestValue(rule: ThresholdRule): number {
  return THRESHOLD_RULES[rule].unit === "percent" ? 1 : Infinity;
}

export interface Thresholded {
  /** For the nucleus rule: sum of the larger shares before this one. */
  readonly shownFrom: number;
  readonly share: number;
  /** |g_i| or |a_k| in nats. */
  readonly magnitude: number;
}

export function isShown(rule: ThresholdRule, value: number, item: Thresholded): boolean {
  if (rule === "nucleus") return item.shownFrom < value;
  return rule === "share" ? item.share >= value : item.magnitude >= value;
}
