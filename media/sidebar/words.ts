// Words and facts that several charts share, and percentages for an axis.
import type { Controls, TraceData } from "../../server/protocol/wire/sidebar";

/** The paper's method is called 'Attribution'; any other by its name. */
export function methodTitle(method: TraceData["method"]): string {
  return method === "gradient" ? "Attribution" : `${method[0]?.toUpperCase()}${method.slice(1)}`;
}

/** k 0 to 28 */
export function lagWords({ lags }: TraceData): string {
  return `k 0 to ${lags.at(-1)?.k ?? 0}`;
}

export function axisPercent(share: number): string {
  return `${Math.round(share * 100)}%`;
}

/** The settings on which a drawing that shows the threshold depends. */
export function thresholdFacts(controls: Controls): unknown {
  const { thresholdEnabled, thresholdRule, thresholdScope } = controls;
  const { thresholdNucleus, thresholdShare, thresholdAbsolute } = controls;
  if (!thresholdEnabled) return null;
  return [thresholdRule, thresholdScope, thresholdNucleus, thresholdShare, thresholdAbsolute];
}
