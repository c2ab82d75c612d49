// Which neurons and lags a threshold shows, from numbers already at hand: comparisons only, so that
// a moving slider needs no new trace. The numbers themselves are made in attribution/.
import type { ThresholdRule } from "./traceJson";

export interface Thresholded {
  /** Nucleus: sum of the larger shares before this one. */
  readonly shownFrom: number;
  readonly share: number;
  /** |g_i| or |a_k| in nats. */
  readonly magnitude: number;
}

/** The rules of method.md, section 3, in display scope. */
export function isShown(rule: ThresholdRule, value: number, item: Thresholded): boolean {
  if (rule === "nucleus") return item.shownFrom < value;
  return rule === "share" ? item.share >= value : item.magnitude >= value;
}
