// The skip patterns of a text on a worker thread: with a net for a measure that was asked for, without one for what the
// layer and the hover need. The depths and the fraction done are in shared memory.
import type { BackendName, Weights } from "../kernels/interface";
import { selectKernels } from "../kernels/select";
import { type AnalysisQuestion, analysis, rowsOf } from "../patterns/analysis";
import type { PatternsFound } from "../protocol/wire/patterns";
import type { Measurable } from "./measureJobs";
import type { Pool } from "./pool";
import { type JobKind, shareBytes, sharedBuffer, shareWeights } from "./shared";
import { onOneThread, type Watched, watched } from "./watched";

/** Patterns of the list. */
const MOST_ROWS = 1000;

export interface PatternsData extends Watched {
  readonly text: Uint8Array;
  readonly question: AnalysisQuestion;
  /** Without one only the text is looked at. */
  readonly net: { readonly backend: BackendName; readonly weights: Weights } | null;
  /** [bytes] in shared memory: the depth of each position. */
  readonly depth: Uint8Array;
}

export function patternsData(
  text: Uint8Array,
  question: AnalysisQuestion,
  net?: Omit<Measurable, "text">,
): PatternsData {
  return {
    text: shareBytes(text),
    question,
    net: net ? { backend: net.backend.backend, weights: shareWeights(net.weights) } : null,
    depth: new Uint8Array(sharedBuffer(text.length)),
    progress: new Float64Array(sharedBuffer(8)),
  };
}

export const patternsKind: JobKind<PatternsData, null, PatternsFound> = {
  name: "patterns",
  open: (data) =>
    function* () {
      const { text, question, net, depth } = data;
      const bound = net ? { ...net, backend: selectKernels(net.backend) } : undefined;
      const found = yield* watched(analysis(text, question, bound), data);
      depth.set(found.depth);
      // The layer and the hover have no list.
      return { found: found.json, rows: net ? rowsOf(text, found, MOST_ROWS) : [] };
    },
};

/** @returns undefined if the pool was disposed of */
export function patternsOnThread(
  pool: Pool,
  data: PatternsData,
  onProgress: (fraction: number) => void,
): Promise<PatternsFound | undefined> {
  return onOneThread(pool, patternsKind, data, onProgress);
}
