// Which neurons and lags a threshold shows, from numbers already at hand: comparisons only, so that
// a moving slider needs no new trace. The numbers themselves are made in attribution/.
import type { Method, ThresholdJson, ThresholdRule, TraceJson } from "../wire/traceJson";

export interface Thresholded {
  /** Nucleus: sum of the larger shares before this one. */
  readonly shownFrom: number;
  readonly share: number;
  /** |g_i| or |a_k| in nats. */
  readonly magnitude: number;
}

/** The rules of docs/method.md, section 3, in display scope. */
export function isShown(rule: ThresholdRule, value: number, item: Thresholded): boolean {
  if (rule === "nucleus") return item.shownFrom < value;
  return rule === "share" ? item.share >= value : item.magnitude >= value;
}

/** Occlusion and integrated gradients replace bytes: there are no steps back that a threshold could thin out. */
export function tracesBack(method: Method): boolean {
  return method === "gradient" || method === "gated";
}

/** Why a threshold while tracing does nothing. */
export function notTracedBack(method: Method): string {
  return `Only the gradient methods can be traced sparsely; this is ${method}.`;
}

/** The threshold that was applied at every step of a trace, with its price; null where none was. */
export function appliedWhileTracing({ method, threshold }: TraceJson): ThresholdJson | null {
  return threshold?.scope === "tracing" && tracesBack(method) ? threshold : null;
}
