// The whole analysis of a text on worker threads: the report, and beside it its chance level and the memory curve, which are
// bounded so that the whole takes less than twice the time of the report. Not here: what is computed, and what is said of it.
import {
  type MemorySum,
  memoryParts,
  memoryPoints,
  memoryTask,
  targetsWithin,
} from "../attribution/causes/memory";
import type { BackendName, Weights } from "../kernels/interface";
import { selectKernels } from "../kernels/select";
import { shapeOf } from "../kernels/shape";
import type { Controls, MemoryPoint, PublishedFigure, Report } from "../protocol/wire/reportJson";
import type { Said } from "../protocol/words/l10n";
import { publishedFigures } from "../statistics/published";
import { CONTROL_BYTES, controls } from "../statistics/samples";
import type { Measurable } from "./measureJobs";
import { memoryKind } from "./memoryJob";
import type { Pool } from "./pool";
import { reportOnThreads } from "./reportJobs";
import { type JobKind, shareBytes, shareWeights } from "./shared";

interface AnalysisData {
  readonly backend: BackendName;
  readonly weights: Weights;
  readonly text: Uint8Array;
  readonly depth: number;
}

export const controlsKind: JobKind<AnalysisData, null, Controls | null> = {
  name: "controls",
  open: ({ backend, weights, text, depth }) =>
    function* () {
      const found = yield* controls(selectKernels(backend), weights, text, depth);
      return found ?? null;
    },
};

export const publishedKind: JobKind<AnalysisData, Report, Said<PublishedFigure[]>> = {
  name: "published",
  open:
    ({ backend, weights, text }) =>
    (report) =>
      publishedFigures(selectKernels(backend), weights, text, report),
};

export interface Analysis {
  readonly report: Report;
  readonly controls: Controls | null;
  readonly memory: readonly MemoryPoint[];
  /** Null for all but the paper's own model and text. */
  readonly published: Said<readonly PublishedFigure[]> | null;
}

export interface AnalysisQuestion {
  readonly depth: number;
  /** The memory curve over as many targets as anywhere, however long that takes. */
  readonly wholeMemory: boolean;
  /** Whether model and text are the paper's own. */
  readonly isThePapers: boolean;
  /** The report, where it is made already. */
  readonly made?: Report;
}

/** A step of the recurrence in float64 takes as long as so many steps of the trace of a block. */
const RECURRENCE = 4;
/** Of the time of the report, what the memory curve may take. */
const MEMORY_SHARE = 0.3;
/** What it may take in any case, in operations: a fifth of a second. */
const LEAST_OPERATIONS = 2e9;

/** Operations of the tables of a report, all of them products. */
function reportOperations(weights: Weights, bytes: number, depth: number): number {
  const { H, operations } = shapeOf(weights);
  return bytes * ((depth + 1) * operations + RECURRENCE * operations + 2 * 2 * 256 * H);
}

/** @returns undefined if the pool was disposed of */
export async function analysisOnThreads(
  pool: Pool,
  { backend, weights, text: given }: Measurable,
  { depth, wholeMemory, isThePapers, made }: AnalysisQuestion,
  onProgress: (fraction: number) => void,
): Promise<Analysis | undefined> {
  const text = shareBytes(given);
  const shape = shapeOf(weights);
  const whole = reportOperations(weights, text.length, depth);
  const budget = Math.max(LEAST_OPERATIONS, (MEMORY_SHARE * whole) / RECURRENCE);
  const parts = memoryParts(text.length, wholeMemory ? undefined : targetsWithin(budget, shape));
  const shared = { backend: backend.backend, weights: shareWeights(weights) };
  const data = { ...shared, text, depth };

  // What each is of the whole work, as far as it can be told.
  const steps = parts.reduce((sum, { m, positions }) => sum + m * positions.length, 0);
  const costs = {
    report: made ? 0 : whole,
    controls: 2 * reportOperations(weights, Math.min(CONTROL_BYTES, text.length), depth),
    memory: RECURRENCE * steps * shape.operations,
  };
  const all = costs.report + costs.controls + costs.memory;
  let done = 0;
  let reported = 0;
  const tell = () => onProgress((done + reported * costs.report) / all);

  const chance = pool.open(controlsKind, data);
  const curve = pool.open(memoryKind, shared);
  const paper = pool.open(publishedKind, data);
  try {
    const [report, found, sums] = await Promise.all([
      made ??
        reportOnThreads(pool, backend, weights, text, depth, (fraction) => {
          reported = fraction;
          tell();
        }),
      chance.part(null).then((controls) => {
        done += costs.controls;
        tell();
        return controls;
      }),
      Promise.all(
        parts.map(async (part) => {
          const task = memoryTask(part, (from, to) => text.subarray(from, to));
          const sum = await curve.part(task);
          done += RECURRENCE * part.m * part.positions.length * shape.operations;
          tell();
          return sum;
        }),
      ),
    ]);
    if (!report || found === undefined || !isWhole(sums)) return undefined;
    const published = isThePapers ? await paper.part(report) : null;
    if (published === undefined) return undefined;
    return { report, controls: found, memory: memoryPoints(parts, sums), published };
  } finally {
    chance.close();
    curve.close();
    paper.close();
  }
}

function isWhole(sums: readonly (MemorySum | undefined)[]): sums is readonly MemorySum[] {
  return sums.every((sum) => sum !== undefined);
}
