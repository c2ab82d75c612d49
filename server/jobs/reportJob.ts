// The report on worker threads. Each thread runs the states of its segment, hands on the last one, and traces while
// another thread runs the next segment. The sums are in shared memory and are added in the order of the segments, so
// the numbers do not depend on the threads.
import type { Kernels, Weights } from "../kernels/interface";
import { selectKernels } from "../kernels/select";
import { type Report, reportOf } from "../statistics/report";
import {
  allocateTables,
  planReport,
  type ReportPlan,
  type ReportTables,
} from "../statistics/reportPlan";
import { ReportSegments } from "../statistics/reportSegment";
import { spectrum } from "../statistics/spectrum";
import type { JobKind } from "./kind";
import type { Pool } from "./pool";
import { awaitTurn, createRelay, giveTurn, type Relay } from "./relay";
import { shareBytes, sharedBuffer, shareWeights } from "./shared";

interface ReportData {
  readonly weights: Weights;
  readonly text: Uint8Array;
  readonly plan: ReportPlan;
  readonly tables: ReportTables;
  /** Hands the states on from segment to segment. */
  readonly relay: Relay;
}

export const reportKind: JobKind<ReportData, number, void> = {
  name: "report",
  *open({ weights, text, plan, tables, relay }) {
    const kernels = selectKernels(plan.backend);
    const segments = yield* ReportSegments.make(kernels, weights, text, plan, tables);
    return function* (s) {
      yield* awaitTurn(relay, s);
      yield* segments.forward(s);
      giveTurn(relay, s + 1);
      yield* segments.trace(s);
    };
  },
};

/** Half a second at H = 128, so one thread does this while the others begin with the text. */
export const spectrumKind: JobKind<Weights, null, ReturnType<typeof spectrum>> = {
  name: "spectrum",
  open: (weights) =>
    // biome-ignore lint/correctness/useYield: the decomposition cannot pause.
    function* () {
      return spectrum(weights);
    },
};

/** The same bits as report() of statistics. `onProgress` is called with the fraction done. */
export async function reportOnThreads(
  pool: Pool,
  backend: Kernels,
  weights: Weights,
  text: Uint8Array,
  depth: number,
  onProgress: (fraction: number) => void = () => {},
): Promise<Report> {
  const plan = planReport(text.length, weights.H, depth, backend.backend);
  const tables = allocateTables(plan, sharedBuffer);
  const shared = shareWeights(weights);
  const matrix = pool.open(spectrumKind, shared);
  const job = pool.open(reportKind, {
    weights: shared,
    text: shareBytes(text),
    plan,
    tables,
    relay: createRelay(plan.segments),
  });
  try {
    let done = 0;
    const [ofMatrix] = await Promise.all([
      matrix.part(null),
      ...Array.from({ length: plan.segments }, async (_, s) => {
        await job.part(s);
        onProgress(++done / plan.segments);
      }),
    ]);
    return reportOf(plan, tables, ofMatrix!);
  } finally {
    matrix.close();
    job.close();
  }
}
