// The tints of a trace by byte, by word or by line. The server computes the sums. A word or line is shown if the
// threshold shows one of its bytes. Pure.

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
