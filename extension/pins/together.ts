// The tints of several targets as one: the attributions of each place are summed, which is what a byte adds to
// the sum of the targets' objectives. Pure.
import type { Tint } from "../../server/protocol/wire/messages";

/**
 * A place is shown where one of the targets shows it, so a larger share kept never hides anything. Words and
 * lines that one target's past cuts short are one place with the whole of them.
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

/** A byte order mark has a place of no width, which is no part of its neighbour's. */
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
