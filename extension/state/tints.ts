// Tints summed: those of a trace by byte, by word or by line (the server computes these sums), and those of several
// targets together, which gives what a byte adds to the sum of their objectives.
import type { Settings } from "../../server/protocol/vocabulary/settings";
import type { EditorTrace, Tint, Total } from "../../server/protocol/wire/messages";

type Summed = Pick<EditorTrace, "tints" | "totals">;

export function totalsBy({ totals }: Summed, sumBy: "word" | "line"): readonly Total[] {
  return sumBy === "word" ? totals.words : totals.lines;
}

export function tintsBy(trace: Summed, sumBy: Settings["sumBy"]): readonly Tint[] {
  if (sumBy === "byte") return trace.tints;
  return totalsBy(trace, sumBy).map((total) => tintOf(total, trace.tints));
}

function tintOf({ utf16Start, utf16End, attribution }: Total, tints: readonly Tint[]): Tint {
  const its = tints.filter((t) => t.utf16Start >= utf16Start && t.utf16End <= utf16End);
  const most = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b), 0);
  return {
    utf16Start,
    utf16End,
    attribution,
    shownFrom: its.reduce((least, { shownFrom }) => Math.min(least, shownFrom), 1),
    share: most(its.map(({ share }) => share)),
    largest: most(its.map((tint) => tint.largest)),
    lineEnd: its.length > 0 && its.every(({ lineEnd }) => lineEnd),
  };
}

/**
 * A place is shown if any target shows it, so keeping a larger share never hides anything. A word or line that is cut
 * short by the start of one target's past is merged with the whole word or line.
 */
export function tintsTogether(targets: readonly (readonly Tint[])[]): readonly Tint[] {
  const [only, ...more] = targets;
  if (only && more.length === 0) return only;
  const sorted = targets.flat().sort((a, b) => a.utf16Start - b.utf16Start);
  const places: Tint[] = [];
  for (const tint of sorted) {
    const last = places.at(-1);
    if (last && isSamePlace(last, tint)) places[places.length - 1] = sum(last, tint);
    else places.push(tint);
  }
  return places;
}

/** A byte order mark has zero width, so it is never merged with its neighbour. */
function isSamePlace(a: Tint, b: Tint): boolean {
  if (a.utf16Start === b.utf16Start && a.utf16End === b.utf16End) return true;
  return b.utf16Start < a.utf16End && b.utf16End > a.utf16Start;
}

function sum(a: Tint, b: Tint): Tint {
  return {
    utf16Start: Math.min(a.utf16Start, b.utf16Start),
    utf16End: Math.max(a.utf16End, b.utf16End),
    attribution: a.attribution + b.attribution,
    shownFrom: Math.min(a.shownFrom, b.shownFrom),
    share: Math.max(a.share, b.share),
    largest: Math.max(a.largest, b.largest),
    lineEnd: a.lineEnd && b.lineEnd,
  };
}
