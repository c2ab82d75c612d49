// A bar for each lag, up or down from zero, in nats. The chart that uses it chooses the values and colours.
import * as Plot from "@observablehq/plot";
import { draw, INK, labelled, lagTicks, NATS_AXIS } from "./plot";

export interface LagBar {
  readonly k: number;
  /** Nats. */
  readonly value: number;
  readonly fill: string;
  /** Shown when the bar is hovered. */
  readonly title: string;
}

/** With more lags than this, the bars are drawn closer together. */
const MANY = 40;

/** @param bars lags 0, 1, 2, .. */
export function lagBars(label: string, bars: readonly LagBar[], width: number): SVGElement {
  const last = bars.at(-1)?.k ?? 0;
  return draw(label, {
    width,
    x: { type: "band", padding: last > MANY ? 0.15 : 0.3, label: null },
    y: NATS_AXIS,
    marks: [
      Plot.axisX(lagTicks(last), labelled("lag k")),
      Plot.barY(bars, { x: "k", y: "value", fill: "fill", title: "title" }),
      Plot.ruleY([0], { stroke: INK, strokeWidth: 0.75 }),
    ],
  });
}
