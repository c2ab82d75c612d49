// The common ground of the charts on Observable Plot: our class and sizes, one label for a screen reader (the table
// says the rest), ticks, and a bar for each lag. Removes the style element, which the page's policy forbids; plot.css has
// its rules.
import { l10n } from "../../server/protocol/words/l10n";
import { axisNumber } from "../../server/protocol/words/numbers";
import * as Plot from "./library";

export const INK = "var(--vscode-foreground)";
export const DIM = "var(--chart-dim)";
export const POSITIVE = "var(--vscode-sparseDiff-positiveLine)";
export const NEGATIVE = "var(--vscode-sparseDiff-negativeLine)";

/** The vertical axis, in nats; the note above the chart names the unit. */
export const NATS_AXIS = {
  label: null,
  grid: true,
  ticks: 4,
  tickFormat: (value: number) => axisNumber(value),
  nice: true,
} as const satisfies Plot.ScaleOptions;

/** An axis below the chart, labelled at its right end. */
export function labelled(label: string) {
  return { label, labelAnchor: "right", labelArrow: "right", tickSize: 3 } as const;
}

export function draw(label: string, options: Plot.PlotOptions): SVGElement {
  const svg = Plot.plot({
    className: "plot",
    height: 132,
    marginTop: 8,
    marginRight: 6,
    marginBottom: 30,
    marginLeft: 46,
    ...options,
  });
  svg.querySelector("style")?.remove();
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", label);
  for (const part of svg.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label");
  for (const part of svg.querySelectorAll("[aria-description]"))
    part.removeAttribute("aria-description");
  return svg as SVGElement;
}

/** Ticks of a lag axis that fit a narrow sidebar: 0 and about four more. */
export function lagTicks(last: number): number[] {
  return integerTicks(0, last);
}

/** About five round whole numbers from `first` to `last`. */
export function integerTicks(first: number, last: number): number[] {
  let step = 1;
  for (let i = 0; (last - first) / step > 5; i++)
    step = [1, 2, 5][i % 3]! * 10 ** Math.floor(i / 3);
  const ticks: number[] = [];
  for (let at = Math.ceil(first / step) * step; at <= last; at += step) ticks.push(at);
  return ticks;
}

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

/**
 * A bar for each lag, up or down from zero, in nats. The chart that uses it chooses the values and colours.
 * @param bars lags 0, 1, 2, ..
 */
export function lagBars(label: string, bars: readonly LagBar[], width: number): SVGElement {
  const last = bars.at(-1)?.k ?? 0;
  return draw(label, {
    width,
    x: { type: "band", padding: last > MANY ? 0.15 : 0.3, label: null },
    y: NATS_AXIS,
    marks: [
      Plot.axisX(lagTicks(last), labelled(l10n`lag k`)),
      Plot.barY(bars, { x: "k", y: "value", fill: "fill", title: "title" }),
      Plot.ruleY([0], { stroke: INK, strokeWidth: 0.75 }),
    ],
  });
}
