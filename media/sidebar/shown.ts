// What the display threshold shows of the current trace, by the same rule as in the editor. Moving the slider only
// repeats comparisons.

import { isShown } from "../../server/protocol/vocabulary/thresholds";
import type { Controls, LagRow, NeuronRow, TraceData } from "../../server/protocol/wire/sidebar";

export interface Shown {
  readonly lags: ReadonlySet<number>;
  readonly neurons: ReadonlySet<number>;
}

export function shownOf(trace: TraceData, controls: Controls): Shown {
  const isIn = (row: LagRow | NeuronRow, size: number) => passes(controls, row, size);
  return {
    lags: new Set(trace.lags.filter((row) => isIn(row, row.attribution)).map(({ k }) => k)),
    neurons: new Set(
      trace.neurons.filter((row) => isIn(row, row.gradient)).map(({ neuron }) => neuron),
    ),
  };
}

function passes(controls: Controls, row: LagRow | NeuronRow, size: number): boolean {
  if (!controls.thresholdEnabled || controls.thresholdScope !== "display") return true;
  const { thresholdRule: rule } = controls;
  const value = {
    nucleus: controls.thresholdNucleus / 100,
    share: controls.thresholdShare / 100,
    absolute: controls.thresholdAbsolute,
  }[rule];
  return isShown(rule, value, { ...row, magnitude: Math.abs(size) });
}
