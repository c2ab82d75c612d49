// A report on worker threads: its segments, which hand states on as those of a layer do, and beside them what needs no states;
// then the stretches of the Lyapunov exponent and the rows of the lag table. The numbers are those of report(), bit for bit.
import type { BackendName, Kernels, Weights } from "../kernels/interface";
import { selectKernels } from "../kernels/select";
import { shapeOf } from "../kernels/shape";
import type { LagStatistics, Report } from "../protocol/wire/reportJson";
import { type Counted, countedBits } from "../statistics/counting";
import { lagRow } from "../statistics/lags";
import { lyapunovOf, type StretchGrowth, stretchesOf, stretchGrowth } from "../statistics/lyapunov";
import { lagsOf, netReport, textReport } from "../statistics/report";
import {
  allocateTables,
  planReport,
  type ReportPlan,
  type ReportTables,
  totalSums,
} from "../statistics/reportPlan";
import { ReportSegments } from "../statistics/reportSegment";
import { type SpectrumNumbers, spectrum } from "../statistics/spectrum";
import type { Pool } from "./pool";
import { awaitTurn, createRelay, giveTurn, type Relay } from "./segmentJobs";
import { type JobKind, shareBytes, sharedBuffer, shareWeights } from "./shared";

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

/** What counting pays for each byte, on a thread of its own, since it is about the text alone. */
export const countingKind: JobKind<Uint8Array, null, Counted> = {
  name: "counting",
  open: (text) => () => countedBits(text),
};

/** What is left when all segments are done: of segment `stretch` its growth, of lag k its row, of the text the rest. */
type Ending =
  | { readonly kind: "stretch"; readonly segment: number }
  | { readonly kind: "lag"; readonly k: number }
  | {
      readonly kind: "rest";
      readonly lags: readonly LagStatistics[];
      readonly ofMatrix: SpectrumNumbers;
      readonly counted: Counted;
    };
type Ended = StretchGrowth | LagStatistics | Omit<Report, "lyapunov">;

export const endingKind: JobKind<Omit<ReportData, "relay">, Ending, Ended> = {
  name: "reportEnding",
  open: ({ weights, text, plan, tables }) =>
    function* (ending) {
      switch (ending.kind) {
        case "stretch":
          return yield* stretchGrowth(weights, text, plan, tables.states, ending.segment);
        case "lag":
          return lagRow(plan, totalSums(plan, tables.sums), tables, ending.k);
        case "rest": {
          const { lags, ofMatrix, counted } = ending;
          const net = netReport(plan, tables, totalSums(plan, tables.sums), lags, ofMatrix);
          return { ...net, ...textReport(text, tables, counted) };
        }
      }
    },
};

/**
 * The report; its sums are in shared memory and are added in the order of the segments. `onProgress` is called with the
 * fraction done. Undefined if the pool was disposed of.
 */
export async function reportOnThreads(
  pool: Pool,
  backend: Kernels,
  weights: Weights,
  text: Uint8Array,
  depth: number,
  onProgress: (fraction: number) => void = () => {},
): Promise<Report | undefined> {
  const plan = planReport(text.length, shapeOf(weights), depth, backend.backend);
  const tables = allocateTables(plan, sharedBuffer);
  const data = { weights: shareWeights(weights), text: shareBytes(text), plan, tables };
  const matrix = pool.open(spectrumKind, { backend: plan.backend, weights: data.weights });
  const counts = pool.open(countingKind, data.text);
  const job = pool.open(reportKind, { ...data, relay: createRelay(plan.segments) });
  const ending = pool.open(endingKind, data);
  try {
    let done = 0;
    const [ofMatrix, counted] = await Promise.all([
      matrix.part(null),
      counts.part(null),
      ...Array.from({ length: plan.segments }, async (_, s) => {
        await job.part(s);
        onProgress(++done / plan.segments);
      }),
    ]);
    if (!ofMatrix || !counted) return undefined;
    const stretches = stretchesOf(plan);
    const of = <E extends Ended>(asked: Ending) => ending.part(asked) as Promise<E | undefined>;
    const [grown, lags] = await Promise.all([
      Promise.all(stretches.map((segment) => of<StretchGrowth>({ kind: "stretch", segment }))).then(
        whole,
      ),
      Promise.all(
        lagsOf(plan, totalSums(plan, tables.sums)).map((k) =>
          of<LagStatistics>({ kind: "lag", k }),
        ),
      ).then(whole),
    ]);
    if (!grown || !lags) return undefined;
    const rest = await of<Omit<Report, "lyapunov">>({ kind: "rest", lags, ofMatrix, counted });
    return rest && { ...rest, lyapunov: lyapunovOf(plan, stretches, grown) };
  } finally {
    matrix.close();
    counts.close();
    job.close();
    ending.close();
  }
}

/** Undefined if one is missing. */
function whole<T>(parts: readonly (T | undefined)[]): readonly T[] | undefined {
  const there = parts.filter((part) => part !== undefined);
  return there.length === parts.length ? there : undefined;
}
