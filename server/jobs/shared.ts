// What the server and its worker threads have in common: what a kind of job is, the messages between pool.ts and
// worker.ts, and memory that every thread sees. A job opens once on a thread and then works on its parts, one at a
// time.
import type { Beyond } from "../attribution/finite";
import type { Weights } from "../kernels/interface";
import { mapTensors } from "../kernels/shape";
import type { Translations } from "../protocol/words/l10n";

/** A kind of job: `open` runs on the worker thread, elsewhere only the name is used. */
export interface JobKind<Data, Argument, Result> {
  readonly name: string;
  /**
   * Prepares a thread for a job, with pauses if that takes long. `data` is a structured clone, except shared buffers.
   */
  open(data: Data): Parts<Argument, Result> | Generator<unknown, Parts<Argument, Result>>;
}

/**
 * Does one part: a generator that pauses at least every few milliseconds, so that it can be stopped. A part may run
 * twice, if a thread dies, and must tolerate that.
 */
export type Parts<Argument, Result> = (argument: Argument) => Generator<unknown, Result>;

/** Runs a kind's open() as a generator in either case. */
export function* opened<Data, Argument, Result>(
  kind: JobKind<Data, Argument, Result>,
  data: Data,
): Generator<unknown, Parts<Argument, Result>> {
  const parts = kind.open(data);
  return typeof parts === "function" ? parts : yield* parts;
}

// biome-ignore lint/suspicious/noExplicitAny: the table of kinds holds jobs of every type.
export type AnyKind = JobKind<any, any, any>;

/** Lower is more urgent. */
export const Priority = { hover: 0, viewport: 1, background: 2 } as const;
export type Priority = (typeof Priority)[keyof typeof Priority];

/** A job as seen by whoever opened it. */
export interface Job<Argument, Result> {
  /** Queues a part; undefined if the job was closed before it was done. */
  part(argument: Argument): Promise<Result | undefined>;
  /** Ends the job: its threads stop at the next pause, queued parts are dropped. */
  close(): void;
}

export type ToWorker =
  | {
      readonly type: "open";
      readonly job: number;
      readonly kind: string;
      readonly data: unknown;
      /** [1] in shared memory; non-zero: stop the current work. */
      readonly stop: Int32Array;
    }
  | { readonly type: "part"; readonly job: number; readonly argument: unknown }
  | { readonly type: "close"; readonly job: number };

/** What a thread begins with. */
export interface WorkerStart {
  readonly translations: Translations;
}

export type FromWorker =
  | { readonly type: "done"; readonly result: unknown }
  | { readonly type: "stopped" }
  | { readonly type: "notFinite"; readonly found: Beyond }
  | { readonly type: "failed"; readonly error: unknown };

// Copies of weights and bytes in shared memory, so that every worker thread reads the same ones. Where there are no threads,
// the thread's own memory serves: web pages have no shared memory unless they are isolated from others.

let isAlone = false;

/** Called once by a server that has no worker threads: from now on "shared" memory is its own. */
export function useOwnMemory(): void {
  isAlone = true;
}

/** A zero-filled buffer of this many bytes. */
export function sharedBuffer(bytes: number): ArrayBuffer | SharedArrayBuffer {
  return isAlone ? new ArrayBuffer(bytes) : new SharedArrayBuffer(bytes);
}

function isShared({ buffer }: ArrayBufferView): boolean {
  return isAlone || buffer instanceof SharedArrayBuffer;
}

/** Returns the same bytes if they are in shared memory already. */
export function shareBytes(bytes: Uint8Array): Uint8Array {
  if (isShared(bytes)) return bytes;
  const copy = new Uint8Array(sharedBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}

const known = new WeakMap<Weights, Weights>();

/** Returns the same copy for the same weights, as long as they live. */
export function shareWeights(weights: Weights): Weights {
  let shared = known.get(weights);
  if (!shared) {
    shared = mapTensors(weights, shareFloats);
    known.set(weights, shared);
  }
  return shared;
}

export function shareFloats(values: Float32Array): Float32Array {
  if (isShared(values)) return values;
  const copy = new Float32Array(sharedBuffer(4 * values.length));
  copy.set(values);
  return copy;
}
