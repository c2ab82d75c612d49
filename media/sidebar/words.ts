// Words and facts that several charts share, and numbers short enough for an axis.
import type { Controls, TraceData } from "../../server/protocol/wire/sidebar";

/** 'Attribution' is the paper's form; any other is called by its name. */
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

/** What a drawing with the threshold on it depends on. */
export function thresholdFacts(controls: Controls): unknown {
  const { thresholdEnabled, thresholdRule, thresholdScope } = controls;
  const { thresholdNucleus, thresholdShare, thresholdAbsolute } = controls;
  if (!thresholdEnabled) return null;
  return [thresholdRule, thresholdScope, thresholdNucleus, thresholdShare, thresholdAbsolute];
}
