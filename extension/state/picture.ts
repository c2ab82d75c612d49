// Turns a trace, or the numbers of a layer, into what is drawn: merged runs of one bucket, line-end markers, the
// outlined target. Offsets are UTF-16 code units of the document. features/paint turns the picture into editor ranges.
import { isShown, type Threshold } from "../../server/protocol/vocabulary/thresholds";
import type { EditorTrace, Span, Tint } from "../../server/protocol/wire/messages";
import type { Scale } from "../../server/protocol/wire/sidebar";
import { LEVELS } from "./ids";
import { bucketOf } from "./palette";
import { type Change, moveThroughEdit } from "./pinList";
import { isWithin, largest } from "./scale";

export interface Run extends Span {
  readonly bucket: number;
}

/** A line end has no width, so it gets a marker at `utf16Start`, after the line's last character. */
export interface LineEndMark extends Span {
  readonly bucket: number;
  readonly target: boolean;
  readonly cause?: CauseKind;
}

/** A prediction rests on the character: with its like it is enough alone, or without it the prediction falls. */
export type CauseKind = "enough" | "decisive";

export interface CauseMark extends Span {
  readonly kind: CauseKind;
}

export interface Picture {
  readonly runs: readonly Run[];
  readonly lineEnds: readonly LineEndMark[];
  /** Null if the target is a line end, past the end, or not in the text. */
  readonly target: Span | null;
  /** Outlined; not among the line ends. */
  readonly causes: readonly CauseMark[];
  /** The |attribution|, in nats, of full colour; 0 if nothing is tinted. */
  readonly full: number;
}

export interface PictureOptions {
  /** The display threshold; null shows every lag. */
  readonly threshold: Threshold | null;
  /** Nats at full colour; null scales to this target's largest |attribution|. */
  readonly fixedScale: number | null;
  /** Whether to use only the lower half of the colours, because the model does not know the text. */
  readonly muted: boolean;
}

/** The UTF-16 code unit of the document at an offset; empty past its end. */
export type UnitAt = (utf16: number) => string;

export const EMPTY_PICTURE: Picture = {
  runs: [],
  lineEnds: [],
  target: null,
  causes: [],
  full: 0,
};
const MUTED_LEVELS = 4;

export function isTintShown(tint: Tint, threshold: Threshold | null): boolean {
  if (threshold === null || threshold.scope === "tracing") return true;
  const { shownFrom, share, largest } = tint;
  return isShown(threshold.rule, threshold.value, { shownFrom, share, magnitude: largest });
}

/** The scale of one target: its largest |attribution|, including hidden lags, so that a threshold never rescales. */
function fullScale(tints: readonly Tint[], fixedScale: number | null): number {
  return fixedScale ?? tints.reduce((most, tint) => Math.max(most, Math.abs(tint.attribution)), 0);
}

export function pictureOf(
  trace: Pick<EditorTrace, "tints" | "target" | "isUsable">,
  unitAt: UnitAt,
  options: PictureOptions,
): Picture {
  const tints = trace.isUsable ? trace.tints : [];
  const full = fullScale(tints, options.fixedScale);
  const levels = options.muted ? MUTED_LEVELS : LEVELS;
  const runs: Run[] = [];
  const lineEnds: LineEndMark[] = [];
  for (const tint of tints) {
    const shown = isTintShown(tint, options.threshold);
    const bucket = shown ? bucketOf(tint.attribution, full, levels) : 0;
    const { utf16Start, utf16End } = tint;
    if (bucket === 0 || utf16Start === utf16End) continue; // a byte order mark has zero width
    if (tint.lineEnd) lineEnds.push({ utf16Start, utf16End, bucket, target: false });
    else addRun(runs, { utf16Start, utf16End, bucket });
  }
  const { target } = trace;
  if (target === null || !isLineEnd(unitAt(target.utf16Start))) {
    return { runs, lineEnds, target, causes: [], full };
  }
  return { runs, lineEnds: withTarget(lineEnds, target), target: null, causes: [], full };
}

/** The picture with the characters outlined that its prediction rests on. */
export function withCauses(picture: Picture, marks: readonly CauseMark[], unitAt: UnitAt): Picture {
  const ofLineEnd = ({ utf16Start }: Span) => isLineEnd(unitAt(utf16Start));
  const ends = marks.filter(ofLineEnd);
  const lineEnds = picture.lineEnds.map((mark) => {
    const end = ends.find(({ utf16Start }) => utf16Start === mark.utf16Start);
    return end ? { ...mark, cause: end.kind } : mark;
  });
  for (const { utf16Start, utf16End, kind } of ends) {
    if (lineEnds.some((mark) => mark.utf16Start === utf16Start)) continue;
    lineEnds.push({ utf16Start, utf16End, bucket: 0, target: false, cause: kind });
  }
  return { ...picture, lineEnds, causes: marks.filter((mark) => !ofLineEnd(mark)) };
}

export interface LayerValues {
  /** [n + 1]: character i covers starts[i] .. starts[i + 1]. */
  readonly starts: Uint32Array;
  /** [n]; NaN where there is no value. */
  readonly values: Float32Array;
}

/** What is painted of a layer. */
export type LayerAnswer =
  | { readonly kind: "picture"; readonly picture: Picture; readonly scale: Scale }
  /** Loading; what is painted stays. */
  | { readonly kind: "waiting" }
  | { readonly kind: "none"; readonly sentence: string };

export function layerPicture(
  { starts, values }: LayerValues,
  full: number,
  isLineEnd: (utf16: number) => boolean,
  visible: readonly Span[],
): Picture {
  const runs: Run[] = [];
  const lineEnds: LineEndMark[] = [];
  for (let i = 0; i < values.length; i++) {
    const span = { utf16Start: starts[i] ?? 0, utf16End: starts[i + 1] ?? 0 };
    const bucket = bucketOf(values[i] ?? Number.NaN, full);
    if (bucket === 0 || span.utf16Start === span.utf16End) continue;
    if (isLineEnd(span.utf16Start)) lineEnds.push({ ...span, bucket, target: false });
    else addRun(runs, { ...span, bucket });
  }
  // An editor takes only so many runs, so those on the screen come first.
  const seen = runs.filter((run) => isWithin(run, visible));
  const rest = runs.filter((run) => !isWithin(run, visible));
  return { ...EMPTY_PICTURE, runs: [...seen, ...rest], lineEnds, full };
}

/** The largest |value| of the characters in these ranges. */
export function largestWithin({ starts, values }: LayerValues, ranges: readonly Span[]): number {
  return largest(
    values.filter((_, i) =>
      isWithin({ utf16Start: starts[i] ?? 0, utf16End: starts[i + 1] ?? 0 }, ranges),
    ),
  );
}

function addRun(runs: Run[], run: Run): void {
  const last = runs.at(-1);
  if (last && last.bucket === run.bucket && last.utf16End === run.utf16Start) {
    runs[runs.length - 1] = { ...run, utf16Start: last.utf16Start };
  } else runs.push(run);
}

function withTarget(marks: readonly LineEndMark[], target: Span): LineEndMark[] {
  const same = marks.find(({ utf16Start }) => utf16Start === target.utf16Start);
  const others = marks.filter((mark) => mark !== same);
  return [...others, { ...(same ?? target), bucket: same?.bucket ?? 0, target: true }];
}

function isLineEnd(unit: string): boolean {
  return unit === "\r" || unit === "\n";
}

/**
 * Moves a picture of the text before an edit to the text after it: every character keeps its tint. Outlines of causes
 * go, since an edit may change what a prediction rests on altogether.
 */
export function movePicture(picture: Picture, changes: readonly Change[]): Picture {
  if (changes.length === 0) return picture;
  const move = (utf16: number) => moveThroughEdit({ utf16, gone: false }, changes).utf16;
  const first = Math.min(...changes.map(({ start }) => start));
  const moved = <T extends Span>(span: T): T => {
    if (span.utf16End <= first) return span;
    const utf16Start = move(span.utf16Start);
    const utf16End = Math.max(utf16Start, move(span.utf16End - 1) + 1);
    return { ...span, utf16Start, utf16End };
  };
  return {
    ...picture,
    runs: picture.runs.map(moved),
    lineEnds: picture.lineEnds
      .filter(({ bucket, target }) => bucket !== 0 || target)
      .map(({ cause: _, ...mark }) => moved(mark)),
    target: picture.target && moved(picture.target),
    causes: [],
  };
}

/** Stale colours: keeps the sign but drops the strength, which no longer means anything. */
export function dimmed(picture: Picture): Picture {
  const dim = <T extends Run>(run: T): T => ({ ...run, bucket: Math.sign(run.bucket) });
  return { ...picture, runs: picture.runs.map(dim), lineEnds: picture.lineEnds.map(dim) };
}
