// The only access to Observable Plot. Sets our class and sizes, and one label for a screen reader (the table says the
// rest). Removes the style element, which the page's policy forbids; sidebar.css has its rules.
import * as Plot from "@observablehq/plot";
import { axisNumber } from "../../server/protocol/words/numbers";

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
