// The worker's side of the pool: opens jobs, does their parts one after another, answers each with one message. Checks
// the job's stop flag between two steps of a part or of the opening. Every kind of job is listed here; what it does is
// in a file of its own.
import { NotFinite } from "../attribution/finite";
import { alignmentKind } from "./alignmentJob";
import { controlsKind, publishedKind } from "./analysisJob";
import { corpusKind } from "./corpusJob";
import { exportKind } from "./exportJob";
import { faithfulnessKind, verificationKind } from "./measureJobs";
import { memoryKind } from "./memoryJob";
import { modelReadingKind, modelWritingKind } from "./modelJob";
import { neuronCardKind } from "./neuronCardJob";
import { patternsKind } from "./patternsJob";
import { readingKind } from "./readingPart";
import { endingKind, reportKind, spectrumKind } from "./reportJobs";
import { passKind } from "./reportPartJobs";
import { layerKind } from "./segmentJobs";
import { type AnyKind, type FromWorker, opened, type Parts, type ToWorker } from "./shared";
import { similarityKind } from "./similarityJob";
import { tracesKind, traceTimingKind } from "./tracesJob";
import { comparisonKind, trainingKind } from "./trainingJob";

/** Every kind of job that a worker thread can do. */
export const kinds: readonly AnyKind[] = [
  alignmentKind,
  comparisonKind,
  controlsKind,
  corpusKind,
  endingKind,
  exportKind,
  faithfulnessKind,
  layerKind,
  memoryKind,
  modelReadingKind,
  modelWritingKind,
  neuronCardKind,
  passKind,
  patternsKind,
  publishedKind,
  readingKind,
  reportKind,
  similarityKind,
  spectrumKind,
  traceTimingKind,
  tracesKind,
  trainingKind,
  verificationKind,
];

export interface Port {
  on(event: "message", listener: (message: ToWorker) => void): unknown;
  postMessage(message: FromWorker): void;
}

type Opened = Parts<unknown, unknown> | { readonly error: unknown };

interface OpenJob {
  /** Opened by its first part, so that the stop flag is checked meanwhile; or the error if that failed. */
  parts: Opened | undefined;
  readonly kind: string;
  readonly data: unknown;
  readonly stop: Int32Array;
}

/** Answers the messages of a pool. Knows no particular kind of job. */
export function serveWorker(port: Port, kinds: readonly AnyKind[]): void {
  const jobs = new Map<number, OpenJob>();
  port.on("message", (message) => {
    if (message.type === "open") jobs.set(message.job, { ...message, parts: undefined });
    else if (message.type === "close") jobs.delete(message.job);
    else port.postMessage(answer(kinds, jobs.get(message.job), message.argument));
  });
}

function answer(
  kinds: readonly AnyKind[],
  job: OpenJob | undefined,
  argument: unknown,
): FromWorker {
  if (!job) return { type: "stopped" };
  try {
    const work = part(kinds, job, argument);
    while (Atomics.load(job.stop, 0) === 0) {
      const step = work.next();
      if (step.done) return { type: "done", result: step.value };
    }
    work.return(undefined);
    return { type: "stopped" };
  } catch (error) {
    // Error classes do not survive the transfer to another thread.
    if (error instanceof NotFinite) return { type: "notFinite", found: error.found };
    return { type: "failed", error };
  }
}

function* part(
  kinds: readonly AnyKind[],
  job: OpenJob,
  argument: unknown,
): Generator<unknown, unknown> {
  const parts = job.parts ?? (yield* opening(kinds, job));
  job.parts = parts;
  if (typeof parts !== "function") throw parts.error;
  return yield* parts(argument);
}

function* opening(
  kinds: readonly AnyKind[],
  { kind: name, data }: OpenJob,
): Generator<unknown, Opened> {
  const kind = kinds.find((k) => k.name === name);
  try {
    if (!kind) throw new Error(`no such kind of job: ${name}`);
    return yield* opened(kind, data);
  } catch (error) {
    return { error };
  }
}
