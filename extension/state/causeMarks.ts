// Which characters of the text a prediction rests on, for their outlines: those that are enough alone, and those that
// decide it. Pure; picture.ts puts them into the picture.
import type { EditorCauses } from "../../server/protocol/wire/causes";
import type { CauseKind, CauseMark } from "./picture";

/** One mark a character; a character of both sets is decisive. */
export function causeMarks({ sufficient, necessary, spans }: EditorCauses): CauseMark[] {
  const marks = new Map<number, CauseMark>();
  const add = (lags: readonly number[], kind: CauseKind) => {
    for (const k of lags) {
      const span = spans[k];
      // A byte order mark has no width.
      if (span && span.utf16Start < span.utf16End) marks.set(span.utf16Start, { ...span, kind });
    }
  };
  add(sufficient.lags, "enough");
  if (necessary.found) add(necessary.lags, "decisive");
  return [...marks.values()].sort((a, b) => a.utf16Start - b.utf16Start);
}
