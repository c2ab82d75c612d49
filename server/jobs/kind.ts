// What a worker thread can do: a kind of job opens once on a thread and then works on its parts, one at
// a time. Only types and constants that both sides share; the sides are pool.ts and worker.ts.
import type { Beyond } from "../attribution/finite";

/** Of a kind of job: `open` runs on the worker thread, the rest only names it. */
export interface JobKind<Data, Argument, Result> {
  readonly name: string;
  /**
   * Prepares a thread for a job, with pauses where that takes long. `data` arrives as a structured clone, shared
   * buffers as themselves.
   */
  open(data: Data): Parts<Argument, Result> | Generator<unknown, Parts<Argument, Result>>;
}

/**
 * Does one part: a generator that pauses at least every few milliseconds, where it may be stopped. A part may run
 * twice, after a thread has died: it must not matter.
 */
export type Parts<Argument, Result> = (argument: Argument) => Generator<unknown, Result>;

/** A kind's open(), always with pauses. */
export function* opened<Data, Argument, Result>(
  kind: JobKind<Data, Argument, Result>,
  data: Data,
): Generator<unknown, Parts<Argument, Result>> {
  const parts = kind.open(data);
  return typeof parts === "function" ? parts : yield* parts;
}

// biome-ignore lint/suspicious/noExplicitAny: the table of kinds holds jobs of every type.
export type AnyKind = JobKind<any, any, any>;

/** Less is sooner. */
export const Priority = { hover: 0, viewport: 1, background: 2 } as const;
export type Priority = (typeof Priority)[keyof typeof Priority];

/** A job as whoever opened it sees it. */
export interface Job<Argument, Result> {
  /** Queues a part; undefined where the job was closed before it was done. */
  part(argument: Argument): Promise<Result | undefined>;
  /** Ends the job: its threads stop at the next pause, what is queued is dropped. */
  close(): void;
}

export type ToWorker =
  | {
      readonly type: "open";
      readonly job: number;
      readonly kind: string;
      readonly data: unknown;
      /** [1] on shared memory; not zero: stop what is under way. */
      readonly stop: Int32Array;
    }
  | { readonly type: "part"; readonly job: number; readonly argument: unknown }
  | { readonly type: "close"; readonly job: number };

export type FromWorker =
  | { readonly type: "done"; readonly result: unknown }
  | { readonly type: "stopped" }
  | { readonly type: "notFinite"; readonly found: Beyond }
  | { readonly type: "failed"; readonly error: unknown };
