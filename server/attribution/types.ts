// What a trace is asked for (docs/method.md, sections 2 and 3) and the past it looks at. No arithmetic; the names are in
// protocol/vocabulary.
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
  /** B of A against B: L = z[A] - z[B] whatever the objective. */
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

/** What a trace at t with L lags needs to know of the text; nothing older matters. */
export interface Past {
  /** t: the current byte. */
  readonly position: number;
  /** x_{t-L} .. x_t, L + 1 bytes. */
  readonly bytes: Uint8Array;
  /** h_{t-L-1}, float64 [H]; zero where t = L. Not written to. */
  readonly before: Float64Array;
  /** x_{t+1}, or undefined at the last byte. */
  readonly next: number | undefined;
}

/** The lags a trace at t has: k = 0 .. min(depth, t). */
export function lagsAt(position: number, depth: number): number {
  return Math.min(depth, position);
}
