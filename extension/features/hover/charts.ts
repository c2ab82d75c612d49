// The hover's chart: attribution against k (bars from a zero line, sign by side and colour) next to ||g|| against k (a
// line), in one image. The ends of every axis are labelled with numbers. Colours are fixed per theme kind, because an
// image in a hover cannot read the editor's variables.
import type { OffsetJson } from "../../../server/protocol/wire/traceJson";
import { l10n, translated } from "../../../server/protocol/words/l10n";
import { compact, signed } from "../../../server/protocol/words/numbers";
import { THEMES, type ThemeColours, type ThemeKind } from "../../state/palette";

const WIDTH = 470;
const HEIGHT = 76;
/** In the brief answer, where every line counts. */
export const BRIEF_HEIGHT = 54;

interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const TOP = 15;
/** Below the panels, for the lags. */
const BELOW = 14;
const ATTRIBUTION = { left: 54, right: 318 } as const;
const NORM = { left: 376, right: 468 } as const;

export interface ChartOffset extends Pick<OffsetJson, "k" | "attribution" | "gradientNorm"> {
  /** False for a lag that the threshold hides; it is drawn pale. */
  readonly shown: boolean;
}

/**
 * @param title what the bars are: 'attribution', or the method's name if it is not the paper's
 * @param unit of attributions and norms
 */
export function traceChart(
  offsets: readonly ChartOffset[],
  title: string,
  kind: ThemeKind,
  { unit = "nats", height = HEIGHT }: { unit?: string; height?: number | undefined } = {},
): string {
  const theme = THEMES[kind];
  const frame = (sides: Pick<Frame, "left" | "right">): Frame => ({
    ...sides,
    top: TOP,
    bottom: height - BELOW,
  });
  return svg(WIDTH, height, [
    ...attributionPanel(
      offsets,
      l10n`${title} by lag, ${translated(unit)}`,
      frame(ATTRIBUTION),
      theme,
    ),
    // Next to a longer word there is no room for the unit, which the other panel names.
    ...normPanel(
      offsets,
      unit === "nats" ? l10n`\u2016g\u2016 by lag, nats` : l10n`\u2016g\u2016 by lag`,
      frame(NORM),
      theme,
    ),
  ]);
}

function attributionPanel(
  offsets: readonly ChartOffset[],
  title: string,
  frame: Frame,
  theme: ThemeColours,
): string[] {
  const values = offsets.map((offset) => offset.attribution);
  const high = Math.max(0, ...values);
  const low = Math.min(0, ...values);
  const span = high - low || 1;
  const y = (value: number) => frame.top + ((high - value) / span) * (frame.bottom - frame.top);
  const step = (frame.right - frame.left) / Math.max(1, offsets.length);
  const width = Math.max(1, Math.min(12, step * 0.72));
  const middle = (index: number) => frame.left + (index + 0.5) * step;
  const bars = offsets.map((offset, i) => {
    const colour = offset.attribution >= 0 ? theme.positiveLine : theme.negativeLine;
    const top = Math.min(y(0), y(offset.attribution));
    const height = Math.max(Math.abs(y(offset.attribution) - y(0)), 0.75);
    return bar(middle(i) - width / 2, top, width, height, offset.shown ? colour : theme.axis);
  });
  const heading = text(frame.left, 9, title, theme.print);
  return [heading, ...bars, line(frame.left, y(0), frame.right, y(0), theme.axis)]
    .concat(valueLabels(high, low, y, theme))
    .concat(
      lagLabels(offsets, [...strongestTwo(offsets), 0, offsets.length - 1], frame, middle, theme),
    );
}

function valueLabels(
  high: number,
  low: number,
  y: (v: number) => number,
  theme: ThemeColours,
): string[] {
  const x = ATTRIBUTION.left - 5;
  const zero = y(0);
  const labels = [text(x, zero + 3.5, "0", theme.print, "end")];
  const isClear = (at: number) => Math.abs(at - zero) >= 11;
  if (high > 0 && isClear(y(high)))
    labels.push(text(x, y(high) + 6, signed(high, compact), theme.print, "end"));
  if (low < 0 && isClear(y(low)))
    labels.push(text(x, y(low) + 1, signed(low, compact), theme.print, "end"));
  return labels;
}

function normPanel(
  offsets: readonly ChartOffset[],
  title: string,
  frame: Frame,
  theme: ThemeColours,
): string[] {
  const high = Math.max(...offsets.map((offset) => offset.gradientNorm), 0);
  const y = (value: number) => frame.bottom - (value / (high || 1)) * (frame.bottom - frame.top);
  const step = (frame.right - frame.left) / Math.max(1, offsets.length);
  const middle = (index: number) => frame.left + (index + 0.5) * step;
  const points = offsets.map((offset, i) => [middle(i), y(offset.gradientNorm)] as const);
  const dots =
    points.length === 1 ? [bar(points[0]![0] - 2, points[0]![1] - 2, 4, 4, theme.print)] : [];
  return [
    text(frame.left, 9, title, theme.print),
    line(frame.left, frame.bottom, frame.right, frame.bottom, theme.axis),
    polyline(points, theme.print),
    ...dots,
    text(frame.left - 5, frame.top + 6, compact(high), theme.print, "end"),
    text(frame.left - 5, frame.bottom + 3.5, "0", theme.print, "end"),
    ...lagLabels(offsets, [0, offsets.length - 1], frame, middle, theme),
  ];
}

/** @param wanted indices, the most important first; what has no room is left out */
function lagLabels(
  offsets: readonly ChartOffset[],
  wanted: readonly number[],
  frame: Frame,
  middle: (index: number) => number,
  theme: ThemeColours,
): string[] {
  const y = frame.bottom + 10;
  const last = offsets.length - 1;
  const placed: number[] = [];
  return wanted.flatMap((index) => {
    const offset = offsets[index];
    const x = middle(index);
    if (!offset || placed.some((other) => Math.abs(other - x) < 28)) return [];
    placed.push(x);
    const label = `k ${offset.k}`;
    if (index === 0) return [text(frame.left, y, label, theme.print)];
    if (index === last) return [text(frame.right, y, label, theme.print, "end")];
    return [text(x, y, label, theme.print, "middle")];
  });
}

/** Indices of the two lags with the largest |attribution|, largest first. */
function strongestTwo(offsets: readonly ChartOffset[]): number[] {
  const size = (index: number) => Math.abs(offsets[index]?.attribution ?? 0);
  return [...offsets.keys()].sort((a, b) => size(b) - size(a)).slice(0, 2);
}

function text(x: number, y: number, words: string, colour: string, anchor = "start"): string {
  const at = `x="${round(x)}" y="${round(y)}"`;
  return `<text ${at} fill="${colour}" text-anchor="${anchor}">${escapeXml(words)}</text>`;
}

function bar(x: number, y: number, width: number, height: number, colour: string): string {
  const box = `x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}"`;
  return `<rect ${box} fill="${colour}"/>`;
}

function line(x1: number, y1: number, x2: number, y2: number, colour: string): string {
  const ends = `x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}"`;
  return `<line ${ends} stroke="${colour}" stroke-width="1" shape-rendering="crispEdges"/>`;
}

function polyline(points: readonly (readonly [number, number])[], colour: string): string {
  const list = points.map(([x, y]) => `${round(x)},${round(y)}`).join(" ");
  return `<polyline points="${list}" fill="none" stroke="${colour}" stroke-width="1.5" stroke-linejoin="round"/>`;
}

function svg(width: number, height: number, parts: readonly string[]): string {
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  const font =
    'font-family="system-ui, -apple-system, Segoe UI, Roboto, DejaVu Sans, sans-serif" font-size="10"';
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${font}>${parts.join("")}</svg>`;
}

/** Inline SVG is stripped from a hover; an image with a data URL is not. */
export function dataImage(picture: string): string {
  const bytes = new TextEncoder().encode(picture);
  return `data:image/svg+xml;base64,${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))}`;
}

function round(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function escapeXml(words: string): string {
  return words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
