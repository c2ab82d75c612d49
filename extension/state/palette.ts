// The tints: which bucket an attribution falls into, and the colours of the buckets in the four default theme kinds.
// Blue raises the target's log-probability, orange lowers it; the common forms of colour blindness can tell the two
// apart. The manifest contributes exactly these colours (checked by a test). Pure.
import { COLOURS, type ColourId, LEVELS, tintColour } from "./ids";

export type ThemeKind = "dark" | "light" | "highContrast" | "highContrastLight";

export interface ThemeColours {
  /** Background of the default theme of this kind, against which contrast is measured. */
  readonly editorBackground: string;
  readonly editorForeground: string;
  readonly positive: string;
  readonly negative: string;
  /** Opacity of level 7; the lower levels rise evenly towards it. */
  readonly strongest: { readonly positive: number; readonly negative: number };
  /** Text colour on the stronger tints, where syntax colours would be hard to read. */
  readonly tintedText: string;
  readonly positiveLine: string;
  readonly negativeLine: string;
  readonly target: string;
  readonly pin: string;
  readonly cause: string;
  readonly prediction: string;
  readonly pending: string;
  /** For the hover's charts: axes and small print. */
  readonly axis: string;
  readonly print: string;
}

export const THEMES: Readonly<Record<ThemeKind, ThemeColours>> = {
  dark: {
    editorBackground: "#1F1F1F",
    editorForeground: "#CCCCCC",
    positive: "#1A8CFF",
    negative: "#F07000",
    strongest: { positive: 0.78, negative: 0.64 },
    tintedText: "#FFFFFF",
    positiveLine: "#66B3FF",
    negativeLine: "#FFA347",
    target: "#F2F2F2",
    pin: "#D9A0F0",
    cause: "#4EC98F",
    prediction: "#9A9A9A",
    pending: "#8A8A8A",
    axis: "#7A7A7A",
    print: "#B8B8B8",
  },
  light: {
    editorBackground: "#FFFFFF",
    editorForeground: "#3B3B3B",
    positive: "#3399FF",
    negative: "#FF9626",
    strongest: { positive: 0.75, negative: 0.75 },
    tintedText: "#000000",
    positiveLine: "#0063C7",
    negativeLine: "#B85000",
    target: "#1F1F1F",
    pin: "#8A2DB0",
    cause: "#0F7A45",
    prediction: "#6E6E6E",
    pending: "#767676",
    axis: "#8A8A8A",
    print: "#555555",
  },
  highContrast: {
    editorBackground: "#000000",
    editorForeground: "#FFFFFF",
    positive: "#2196FF",
    negative: "#FF8C1A",
    strongest: { positive: 0.8, negative: 0.66 },
    tintedText: "#FFFFFF",
    positiveLine: "#5CB0FF",
    negativeLine: "#FFA64D",
    target: "#FFFFFF",
    pin: "#F0B8FF",
    cause: "#6BE6AC",
    prediction: "#C8C8C8",
    pending: "#C8C8C8",
    axis: "#C8C8C8",
    print: "#FFFFFF",
  },
  highContrastLight: {
    editorBackground: "#FFFFFF",
    editorForeground: "#292929",
    positive: "#3399FF",
    negative: "#FF9626",
    strongest: { positive: 0.75, negative: 0.75 },
    tintedText: "#000000",
    positiveLine: "#004B99",
    negativeLine: "#8F3D00",
    target: "#000000",
    pin: "#6A1390",
    cause: "#0A5A33",
    prediction: "#4A4A4A",
    pending: "#4A4A4A",
    axis: "#4A4A4A",
    print: "#292929",
  },
};

/** From this level on, the text takes the colour `tintedText`. */
export const TINTED_TEXT_LEVEL = 4;

/** Bytes below this share of the full scale are not tinted: they would look like noise. */
export const SMALLEST = 0.02;

/** -7..7; 0 is no tint. `full` is the |attribution|, in nats, of full colour. */
export function bucketOf(attribution: number, full: number, levels: number = LEVELS): number {
  if (!(full > 0) || !Number.isFinite(attribution)) return 0;
  const part = Math.min(1, Math.abs(attribution) / full);
  if (part < SMALLEST) return 0;
  const level = Math.min(levels, Math.ceil(part * levels));
  return attribution > 0 ? level : -level;
}

/** Opacity of a level's background, 0..1. */
function opacityOf(level: number, strongest: number): number {
  return strongest * (0.16 + (0.84 * (level - 1)) / (LEVELS - 1));
}

function withOpacity(colour: string, opacity: number): string {
  const byte = Math.round(opacity * 255);
  return `${colour}${byte.toString(16).toUpperCase().padStart(2, "0")}`;
}

/** All contributed colours of one theme kind. */
export function contributedColours(kind: ThemeKind): ReadonlyMap<ColourId, string> {
  const theme = THEMES[kind];
  const colours = new Map<ColourId, string>();
  for (let level = 1; level <= LEVELS; level++) {
    const { positive, negative } = theme.strongest;
    colours.set(tintColour(level), withOpacity(theme.positive, opacityOf(level, positive)));
    colours.set(tintColour(-level), withOpacity(theme.negative, opacityOf(level, negative)));
  }
  for (const name of Object.keys(COLOURS) as (keyof typeof COLOURS)[]) {
    colours.set(COLOURS[name], theme[name]);
  }
  return colours;
}
