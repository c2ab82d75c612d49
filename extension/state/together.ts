// Combines the tints of several targets: the attributions at each place are summed, which gives what a byte adds to
// the sum of the targets' objectives. Pure.
import type { Tint } from "../../server/protocol/wire/messages";

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
