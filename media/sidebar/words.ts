// Words and facts that several charts share, and numbers short enough for an axis.
import { three } from "../../extension/numbers";
import type { Controls, TraceData } from "../../extension/sidebar/messages";

/** 'Attribution' is the paper's form; any other is called by its name. */
export function methodTitle(method: TraceData["method"]): string {
  return method === "gradient" ? "Attribution" : `${method[0]?.toUpperCase()}${method.slice(1)}`;
}

/** k 0 to 28 */
export function lagWords({ lags }: TraceData): string {
  return `k 0 to ${lags.at(-1)?.k ?? 0}`;
}

/** 0.01, 2e−5: as few digits as an axis needs. */
export function axisNumber(value: number, digits = 0): string {
  if (value === 0) return "0";
  const size = Math.abs(value);
  const text =
    size < 1e-3 || size >= 1e4 ? value.toExponential(digits) : String(Number(value.toPrecision(3)));
  return text.replace("-", "\u2212").replace("e-", "e\u2212").replace("e+", "e");
}

/** Three digits, or two and an exponent where zeros would take the room. */
export function compact(value: number): string {
  return value !== 0 && Math.abs(value) < 1e-3 ? axisNumber(value, 1) : three(value);
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
