// A part of a report on worker threads, and the report of all parts (docs/report-parts.md). The state before a part is that of the
// recurrence from the first byte on, which has the same bits wherever it is divided; so parts need nothing of each other.
import { SegmentWorkspace, startOf } from "../attribution/blocks";
import type { BackendName, Weights } from "../kernels/interface";
import { selectKernels } from "../kernels/select";
import { isPredicted, shapeOf } from "../kernels/shape";
import type { Report } from "../protocol/wire/reportJson";
import { lyapunovOf, stretchesOf } from "../statistics/lyapunov";
import { wholeReport } from "../statistics/report";
import { ReportFold } from "../statistics/reportFold";
import { type MergedParts, type PartData, partData } from "../statistics/reportPart";
import { positionsOf, type ReportPlan } from "../statistics/reportPlan";
import { type ReportTables, segmentOf, stateOf } from "../statistics/reportTables";
import type { Pool } from "./pool";
import {
  foldSegments,
  growthOnThreads,
  type ReportData,
  reportData,
  spectrumKind,
  spreadsOnThreads,
} from "./reportJobs";
import { type JobKind, Priority, shareWeights } from "./shared";
import { inSlices, NEVER } from "./slices";

interface PassData {
  readonly backend: BackendName;
  readonly weights: Weights;
  readonly text: Uint8Array;
}

interface Passed {
  readonly from: number;
  readonly to: number;
  /** float64 [stateSize] before byte `from`. */
  readonly state: Float64Array;
}

/** Runs the bytes from .. to) and returns the state after them. */
export const passKind: JobKind<PassData, Passed, Float64Array> = {
  name: "reportPass",
  *open({ backend, weights, text }) {
    const workspace = yield* SegmentWorkspace.make(selectKernels(backend), weights, text, 0);
    return function* ({ from, to, state: before }) {
      const state = before.slice();
      yield* workspace.pass(from, to, state);
      return state;
    };
  },
};

/** Bytes between two signs of progress. */
const PASSED = 2 ** 18;

export interface PartRun {
  /** Called with the sums of each segment in order; they are valid until it ends. */
  row(sums: Float64Array): Promise<void>;
  progress(what: "passing" | "reading", fraction: number): void;
}

/** Undefined if the pool was disposed of. @param text is copied unless it is in shared memory */
export async function partOnThreads(
  pool: Pool,
  weights: Weights,
  text: Uint8Array,
  plan: ReportPlan,
  run: PartRun,
): Promise<{ readonly tables: ReportTables; readonly data: PartData } | undefined> {
  const data = reportData(pool, weights, text, plan);
  const fold = new ReportFold(plan, data.tables, data.text);
  if (!(await passOnThread(pool, data, fold, run))) return undefined;
  const { first, end } = plan;
  const isWhole = await foldSegments(pool, data, fold, (s) => {
    run.progress("reading", (s + 1 - first) / (end - first));
    return run.row(segmentOf(plan, data.tables, s).row);
  });
  const growth = isWhole && (await growthOnThreads(pool, data, fold));
  return growth ? { tables: data.tables, data: partData(fold, growth) } : undefined;
}

/** Runs the bytes before the part on one thread, and counts them on this one; false if the pool was disposed of. */
async function passOnThread(
  pool: Pool,
  { weights, text, plan, tables }: ReportData,
  fold: ReportFold,
  run: PartRun,
): Promise<boolean> {
  const start = startOf(positionsOf(plan).from, plan.depth);
  const job = pool.open(passKind, { backend: plan.backend, weights, text });
  const recurrence = async () => {
    let state: Float64Array | undefined = new Float64Array(shapeOf(weights).stateSize);
    for (let from = 0; from < start && state; from += PASSED) {
      state = await job.part({ from, to: Math.min(start, from + PASSED), state });
      run.progress("passing", Math.min(1, (from + PASSED) / start));
    }
    if (state) stateOf(tables, plan.first).set(state);
    return state !== undefined;
  };
  const counting = fold.pass((byte) => isPredicted(weights, byte));
  try {
    const [isThere] = await Promise.all([
      recurrence(),
      inSlices(counting, NEVER, undefined, Priority.background),
    ]);
    return isThere;
  } finally {
    job.close();
  }
}

/** The report of all parts; undefined if the pool was disposed of. */
export async function mergedOnThreads(
  pool: Pool,
  weights: Weights,
  text: Uint8Array,
  merged: MergedParts,
): Promise<Report | undefined> {
  const { plan, tables, growth } = merged;
  const shared = shareWeights(weights);
  const matrix = pool.open(spectrumKind, { backend: plan.backend, weights: shared });
  try {
    const [ofMatrix, spreads] = await Promise.all([
      matrix.part(null),
      spreadsOnThreads(pool, { weights: shared, text, plan, tables }),
    ]);
    if (!ofMatrix || !spreads) return undefined;
    const lyapunov = lyapunovOf(plan, stretchesOf(plan), growth);
    return wholeReport(merged, text, { ...spreads, ofMatrix, lyapunov });
  } finally {
    matrix.close();
  }
}
