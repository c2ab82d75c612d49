// A report on worker threads: its segments, which hand states on as those of a layer do, a bounded number of them under way, each added
// to the rest as it ends; then the stretches of the Lyapunov exponent and the rows of the lag table. The numbers are those of report(),
// bit for bit.
import type { BackendName, Kernels, Weights } from "../kernels/interface";
import { selectKernels } from "../kernels/select";
import { shapeOf } from "../kernels/shape";
import type { LagStatistics, Report, Spread } from "../protocol/wire/reportJson";
import { type LagRoom, lagRoom, lagRow } from "../statistics/lags";
import { lyapunovOf, type StretchGrowth, stretchesOf, stretchGrowth } from "../statistics/lyapunov";
import { type Endings, lagsOf, normSpread, wholeReport } from "../statistics/report";
import { ReportFold } from "../statistics/reportFold";
import { LIMITS, planReport, type ReportPlan } from "../statistics/reportPlan";
import { ReportSegments } from "../statistics/reportSegment";
import { allocateTables, type ReportTables, SegmentSums } from "../statistics/reportTables";
import { type SpectrumNumbers, spectrum } from "../statistics/spectrum";
import type { Pool } from "./pool";
import { awaitTurn, createRelay, giveTurn, type Relay } from "./segmentJobs";
import { type JobKind, Priority, shareBytes, sharedBuffer, shareWeights } from "./shared";
import { inSlices, NEVER } from "./slices";

/** What the threads of a report share. */
export interface ReportData {
  readonly weights: Weights;
  readonly text: Uint8Array;
  readonly plan: ReportPlan;
  readonly tables: ReportTables;
  /** Hands the states on from segment to segment. */
  readonly relay: Relay;
}

/** Returns true: a part that was dropped has no result. */
export const reportKind: JobKind<ReportData, number, true> = {
  name: "report",
  *open({ weights, text, plan, tables, relay }) {
    const kernels = selectKernels(plan.backend);
    const segments = yield* ReportSegments.make(kernels, weights, text, plan, tables);
    return function* (s) {
      yield* awaitTurn(relay, s);
      yield* segments.forward(s);
      giveTurn(relay, s + 1);
      yield* segments.trace(s);
      return true;
    };
  },
};

/** Seconds of a large W_h, so one thread does this while the others begin with the text. */
export const spectrumKind: JobKind<SpectrumData, null, SpectrumNumbers> = {
  name: "spectrum",
  open:
    ({ backend, weights }) =>
    () =>
      spectrum(backend, weights),
};
interface SpectrumData {
  readonly backend: BackendName;
  readonly weights: Weights;
}

/** What is left when all segments are added: of a stretch its growth, of lag k its row, of all norms what 10 % and more stay below. */
type Ending =
  | { readonly kind: "stretch"; readonly segment: number; readonly before: Float64Array }
  | { readonly kind: "lag"; readonly k: number }
  | { readonly kind: "norms" };
type Ended = StretchGrowth | LagStatistics | Spread | null;

export const endingKind: JobKind<Omit<ReportData, "relay">, Ending, Ended> = {
  name: "reportEnding",
  open: ({ weights, text, plan, tables }) => {
    let room: LagRoom | undefined;
    return function* (ending) {
      switch (ending.kind) {
        case "stretch":
          return yield* stretchGrowth(weights, text, plan, ending.before, ending.segment);
        case "lag":
          room ??= lagRoom(plan);
          return lagRow(plan, new SegmentSums(plan, tables.total), tables, ending.k, room);
        case "norms":
          return normSpread(plan, tables);
      }
    };
  },
};

/** Segments under way for each thread: enough that none waits while this one adds. */
const SLOTS_EACH = 16;

/** Shared memory for a report of these threads. */
export function reportData(
  pool: Pool,
  weights: Weights,
  text: Uint8Array,
  plan: ReportPlan,
): ReportData {
  const slots = Math.min(plan.end - plan.first, SLOTS_EACH * pool.size);
  return {
    weights: shareWeights(weights),
    text: shareBytes(text),
    plan,
    tables: allocateTables(plan, slots, sharedBuffer),
    relay: createRelay(plan.first),
  };
}

/**
 * Runs the segments of the plan and adds each as it ends, on this thread, in slices. `onAdded` is called with the segment and must end
 * before the next is added. False if the pool was disposed of.
 */
export async function foldSegments(
  pool: Pool,
  data: ReportData,
  fold: ReportFold,
  onAdded: (s: number) => void | Promise<void>,
): Promise<boolean> {
  const { first, end } = data.plan;
  const { slots } = data.tables;
  const job = pool.open(reportKind, data);
  const underWay: Promise<true | undefined>[] = [];
  try {
    for (let s = first; s < end; s++) {
      for (let next = s + underWay.length; next < Math.min(end, s + slots); next++) {
        const part = job.part(next);
        // One that fails is told of in its turn, if it comes.
        part.catch(() => {});
        underWay.push(part);
      }
      if (!(await underWay.shift())) return false;
      await inSlices(fold.add(s), NEVER, undefined, Priority.background);
      await onAdded(s);
    }
    return true;
  } finally {
    job.close();
  }
}

/** The growth of the stretches that lie in the plan's segments; undefined if the pool was disposed of. */
export async function growthOnThreads(
  pool: Pool,
  data: ReportData,
  fold: ReportFold,
): Promise<readonly StretchGrowth[] | undefined> {
  const ending = pool.open(endingKind, data);
  try {
    const parts = stretchesOf(data.plan).flatMap((segment) => {
      const before = fold.net.stateBefore(segment);
      return before ? [ending.part({ kind: "stretch", segment, before })] : [];
    });
    return whole((await Promise.all(parts)) as (StretchGrowth | undefined)[]);
  } finally {
    ending.close();
  }
}

/** The rows of the lag table, and the spread of all norms; undefined if the pool was disposed of. */
export async function spreadsOnThreads(
  pool: Pool,
  data: Omit<ReportData, "relay">,
): Promise<Pick<Endings, "lags" | "ofNorm"> | undefined> {
  const { plan, tables } = data;
  const ending = pool.open(endingKind, data);
  try {
    const rows = lagsOf(plan, new SegmentSums(plan, tables.total)).map((k) =>
      ending.part({ kind: "lag", k }),
    );
    const [found, ofNorm] = await Promise.all([
      Promise.all(rows),
      ending.part({ kind: "norms" }) as Promise<Spread | null | undefined>,
    ]);
    const lags = whole(found as (LagStatistics | undefined)[]);
    return lags && ofNorm !== undefined ? { lags, ofNorm } : undefined;
  } finally {
    ending.close();
  }
}

/**
 * The report. `onProgress` is called with the fraction done. Undefined if the pool was disposed of.
 * @param text is copied unless it is in shared memory
 */
export async function reportOnThreads(
  pool: Pool,
  backend: Kernels,
  weights: Weights,
  text: Uint8Array,
  depth: number,
  onProgress: (fraction: number) => void = () => {},
  limits = LIMITS,
): Promise<Report | undefined> {
  const plan = planReport(text.length, shapeOf(weights), depth, backend.backend, limits);
  const data = reportData(pool, weights, text, plan);
  const fold = new ReportFold(plan, data.tables, data.text);
  const matrix = pool.open(spectrumKind, { backend: plan.backend, weights: data.weights });
  try {
    const [ofMatrix, isWhole] = await Promise.all([
      matrix.part(null),
      foldSegments(pool, data, fold, (s) => onProgress((s + 1) / plan.segments)),
    ]);
    if (!ofMatrix || !isWhole) return undefined;
    const grown = await growthOnThreads(pool, data, fold);
    const spreads = grown && (await spreadsOnThreads(pool, data));
    if (!spreads) return undefined;
    const lyapunov = lyapunovOf(plan, stretchesOf(plan), grown);
    return wholeReport(fold, data.text, { ...spreads, ofMatrix, lyapunov });
  } finally {
    matrix.close();
  }
}

/** Undefined if one is missing. */
function whole<T>(parts: readonly (T | undefined)[]): readonly T[] | undefined {
  const there = parts.filter((part) => part !== undefined);
  return there.length === parts.length ? there : undefined;
}
