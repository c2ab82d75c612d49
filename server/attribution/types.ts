// The options of a trace (docs/method.md, sections 2 and 3), the past it needs, and the positions of a sample. Not here:
// the names, which are in protocol/vocabulary.
import { SETTINGS } from "../protocol/vocabulary/settings";
import type { Threshold } from "../protocol/vocabulary/thresholds";
import {
  BASELINES,
  type Baseline,
  type Method,
  type Objective,
  type Target,
} from "../protocol/vocabulary/tracing";

export interface TraceOptions {
  readonly depth: number;
  readonly method: Method;
  readonly objective: Objective;
  readonly target: Target;
  /** B when tracing A against B: L = z[A] - z[B] whatever the objective. */
  readonly against?: number;
  readonly baseline: Baseline;
  readonly threshold: Threshold | null;
}

export const defaultOptions: TraceOptions = {
  depth: SETTINGS.depth.fallback,
  method: SETTINGS.method.fallback,
  objective: SETTINGS.objective.fallback,
  target: SETTINGS.target.fallback,
  baseline: BASELINES[0],
  threshold: null,
};

/** All that a trace at t with L lags needs of the text; nothing older matters. */
export interface Past {
  /** t: the current byte. */
  readonly position: number;
  /** x_{t-L} .. x_t, L + 1 bytes. */
  readonly bytes: Uint8Array;
  /** h_{t-L-1}, float64 [H]; zero if t = L. Never written to. */
  readonly before: Float64Array;
  /** x_{t+1}, or undefined at the last byte. */
  readonly next: number | undefined;
}

/** Number of the last lag of a trace at t: k = 0 .. min(depth, t). */
export function lagsAt(position: number, depth: number): number {
  return Math.min(depth, position);
}

/** At most `most` of the positions from .. to, evenly spaced, including the first. */
export function evenly(from: number, to: number, most: number): number[] {
  const all = Math.max(0, to - from + 1);
  const count = Math.min(all, Math.max(1, most));
  return Array.from({ length: count }, (_, i) => from + Math.floor((i * all) / count));
}
