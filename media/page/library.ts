// What the charts take of Observable Plot: a bundle of its own (dist/plot.js), which the pages with charts load first, so that
// the library ships once. In their own bundles this module is what that script has left behind.
export type { Markish, PlotOptions, ScaleOptions } from "@observablehq/plot";
export { areaY, axisX, barY, dot, lineY, plot, rectY, ruleX, ruleY } from "@observablehq/plot";
