// The charts of a sheet on Observable Plot: histogram, bars, lines, and a median with its middle 80 %. Which numbers they show
// comes with the sheet, whose tables have the same.
import type { Band, Bin, SheetChart } from "../../server/protocol/wire/sheet";
import { l10n } from "../../server/protocol/words/l10n";
import { axisNumber, count, three } from "../../server/protocol/words/numbers";
import { keys } from "../page/dom";
import * as Plot from "../page/library";
import { DIM, draw, INK, labelled, NEGATIVE, POSITIVE } from "../page/plot";

type Of<K extends SheetChart["kind"]> = Extract<SheetChart, { readonly kind: K }>;

const FILL = "var(--vscode-charts-blue, var(--vscode-foreground))";
const MEAN = "var(--vscode-charts-purple, var(--vscode-foreground))";
const MEDIAN = "var(--vscode-charts-green, var(--vscode-foreground))";

/** Told apart by their dashes too. */
const STROKES = [
  { name: "ink", stroke: INK, dashes: "" },
  { name: "mean", stroke: MEAN, dashes: "6 3" },
  { name: "median", stroke: MEDIAN, dashes: "2 2" },
] as const;

/** More names than this on an axis would overlap, and more numbers than that. */
const MOST_NAMES = 24;
const MOST_NUMBERS = 12;

/** The picture and its legend, for a page of this width. */
export function chartOf(chart: SheetChart, width: number): Node[] {
  const size = {
    width: Math.max(240, Math.min(720, width)),
    height: 230,
    marginTop: 26,
    marginLeft: 62,
  };
  switch (chart.kind) {
    case "histogram":
      return [histogram(chart, size)];
    case "bars":
      return [bars(chart, size)];
    case "lines":
      return lines(chart, size);
    case "bands":
      return bands(chart, size);
  }
}

type Size = Pick<Plot.PlotOptions, "width" | "height" | "marginTop" | "marginLeft">;

const scale = (isLog: boolean | undefined) => (isLog ? { type: "log" as const } : {});

/** Of a logarithmic axis, so that which of them are named is decided here. */
const EVERY_TICK = 20;

/** @param at where its numbers stand; otherwise round ones are chosen */
function axisX({ x }: SheetChart, extent: readonly number[], at?: readonly number[]) {
  const options = labelled(x.label);
  // As text, since the format of a logarithmic axis leaves some ticks without a number.
  if (at) return Plot.axisX(at, { ...options, text: (value: number) => axisNumber(value) });
  const tickFormat = x.isLog ? logTicks(extent) : (value: number) => axisNumber(value);
  return Plot.axisX({ ...options, tickFormat, ...(x.isLog ? { ticks: EVERY_TICK } : {}) });
}

/** A logarithmic axis has many ticks: of a long one only the powers of ten are named. */
function logTicks(extent: readonly number[]) {
  const positive = extent.filter((value) => value > 0);
  const isLong = Math.max(...positive) / Math.min(...positive) > 100;
  return (value: number): string => {
    const digit = Math.round(value / 10 ** Math.floor(Math.log10(value) + 1e-9));
    return digit === 1 || (!isLong && (digit === 2 || digit === 5)) ? axisNumber(value) : "";
  };
}

function axisY({ y }: SheetChart, extent: readonly number[]) {
  return {
    label: y.label,
    labelArrow: "none",
    grid: true,
    ticks: y.isLog ? EVERY_TICK : 5,
    tickFormat: y.isLog ? logTicks(extent) : (value: number) => axisNumber(value),
    ...scale(y.isLog),
  } as const;
}

function histogram(chart: Of<"histogram">, size: Size): SVGElement {
  const { bins, x, label } = chart;
  const between = ({ from, to, count: n }: Bin) =>
    l10n`${three(from)} to ${three(to)}: ${count(n)}`;
  return draw(label, {
    ...size,
    x: { ...scale(x.isLog), label: null },
    y: { ...axisY(chart, []), tickFormat: count },
    marks: [
      axisX(
        chart,
        bins.flatMap(({ from, to }) => [from, to]),
      ),
      Plot.rectY(bins, {
        x1: "from",
        x2: "to",
        y: "count",
        fill: FILL,
        insetLeft: 0.5,
        insetRight: 0.5,
        title: between,
      }),
      Plot.ruleY([0], { stroke: INK, strokeWidth: 0.75 }),
    ],
  });
}

function bars(chart: Of<"bars">, size: Size): SVGElement {
  const { bars: all, x, label } = chart;
  const every = Math.ceil(all.length / MOST_NAMES);
  const named = all.filter((_, i) => i % every === 0).map(({ name }) => name);
  return draw(label, {
    ...size,
    x: { type: "band", domain: all.map(({ name }) => name), padding: 0.2, label: null },
    y: axisY(chart, []),
    marks: [
      Plot.axisX(named, labelled(x.label)),
      Plot.barY(all, {
        x: "name",
        y: "value",
        fill: ({ value }: { value: number }) => (value < 0 ? NEGATIVE : POSITIVE),
        title: ({ name, value }: { name: string; value: number }) => `${name}: ${three(value)}`,
      }),
      Plot.ruleY([0], { stroke: INK, strokeWidth: 0.75 }),
    ],
  });
}

function lines(chart: Of<"lines">, size: Size): Node[] {
  const { lines: all, x, label } = chart;
  const strokeOf = (i: number) => STROKES[i % STROKES.length] ?? STROKES[0];
  const points = all.flatMap((line) => line.points);
  const at = [...new Set(points.map((point) => point.x))];
  const svg = draw(label, {
    ...size,
    x: { ...scale(x.isLog), label: null },
    y: axisY(
      chart,
      points.map((point) => point.y),
    ),
    marks: [
      axisX(chart, at, at.length <= MOST_NUMBERS ? at : undefined),
      ...all.flatMap((line, i) => {
        const { stroke, dashes } = strokeOf(i);
        return [
          Plot.lineY(line.points, { x: "x", y: "y", stroke, strokeDasharray: dashes }),
          Plot.dot(line.points, { x: "x", y: "y", fill: stroke, r: 2.5 }),
        ];
      }),
    ],
  });
  return [
    svg,
    keys(
      "stroke",
      all.map(({ name }, i) => [strokeOf(i).name, name] as const),
    ),
  ];
}

function bands(chart: Of<"bands">, size: Size): Node[] {
  const { bands: all, x, label } = chart;
  const withMean = all.filter(({ mean }) => mean !== undefined);
  const drawn = chart.y.isLog ? all.filter(({ low }) => low > 0) : all;
  const title = ({ x: at, low, median, high }: Band) =>
    l10n`${x.label} ${at}: median ${three(median)}, 10 to 90 % ${three(low)} to ${three(high)}`;
  const svg = draw(label, {
    ...size,
    x: { ...scale(x.isLog), label: null },
    y: axisY(
      chart,
      drawn.flatMap(({ low, high }) => [low, high]),
    ),
    marks: [
      axisX(
        chart,
        all.map((band) => band.x),
      ),
      Plot.areaY(drawn, { x: "x", y1: "low", y2: "high", fill: DIM, fillOpacity: 0.45 }),
      Plot.lineY(withMean, { x: "x", y: "mean", stroke: MEAN, strokeDasharray: "6 3" }),
      Plot.lineY(drawn, { x: "x", y: "median", stroke: MEDIAN, strokeDasharray: "2 2" }),
      Plot.dot(drawn, { x: "x", y: "median", fill: MEDIAN, r: 2.5, title }),
    ],
  });
  const mean = withMean.length > 0 ? (["mean", l10n`mean`] as const) : null;
  return [svg, keys("stroke", [mean, ["median", l10n`median`], ["band", l10n`10 to 90 %`]])];
}
