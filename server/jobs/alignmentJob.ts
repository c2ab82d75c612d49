// The alignment of two texts on a worker thread: one step that does not pause, of a second at most.
import { type Alignment, align } from "../comparison/alignment";
import { type JobKind, shareBytes } from "./shared";

interface AlignmentData {
  readonly here: Uint8Array;
  readonly there: Uint8Array;
}

export function alignmentData(here: Uint8Array, there: Uint8Array): AlignmentData {
  return { here: shareBytes(here), there: shareBytes(there) };
}

export const alignmentKind: JobKind<AlignmentData, null, Alignment> = {
  name: "alignment",
  open: ({ here, there }) =>
    // biome-ignore lint/correctness/useYield: the library does not pause.
    function* () {
      return align(here, there);
    },
};
