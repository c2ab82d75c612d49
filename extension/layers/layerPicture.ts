// Turns one number per character into what is drawn: merged runs of one bucket and line-end markers. Offsets are UTF-16
// code units of the document. Pure.
import type { Span } from "../../server/protocol/wire/messages";
import { bucketOf } from "../decorations/palette";
import type { LineEndMark, Picture, Run } from "../decorations/picture";
import { isWithin, largest } from "./scale";

export interface LayerValues {
  /** [n + 1]: character i covers starts[i] .. starts[i + 1]. */
  readonly starts: Uint32Array;
  /** [n]; NaN where there is no value. */
  readonly values: Float32Array;
}

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
    else add(runs, { ...span, bucket });
  }
  // An editor takes only so many runs, so those on the screen come first.
  const seen = runs.filter((run) => isWithin(run, visible));
  const rest = runs.filter((run) => !isWithin(run, visible));
  return { runs: [...seen, ...rest], lineEnds, target: null, full };
}

function add(runs: Run[], run: Run): void {
  const last = runs.at(-1);
  if (last && last.bucket === run.bucket && last.utf16End === run.utf16Start)
    runs[runs.length - 1] = { ...run, utf16Start: last.utf16Start };
  else runs.push(run);
}

/** The largest |value| of the characters in these ranges. */
export function largestWithin({ starts, values }: LayerValues, ranges: readonly Span[]): number {
  return largest(
    values.filter((_, i) =>
      isWithin({ utf16Start: starts[i] ?? 0, utf16End: starts[i + 1] ?? 0 }, ranges),
    ),
  );
}
