// What runs jobs for the server, as an interface: worker threads on Node (threads.node.ts), or slices of the server's own
// thread where there are none (slicedPool.ts). The results are the same bits. The work itself is defined by the kinds of jobs.
import { l10n } from "../protocol/words/l10n";
import type { Job, JobKind, Priority } from "./shared";

export interface Pool {
  /** How many parts run at the same time at most. */
  readonly size: number;
  /** Opens a job. `data` is cloned to every thread that works on it, so large data belongs in shared memory. */
  open<Data, Argument, Result>(
    kind: JobKind<Data, Argument, Result>,
    data: Data,
    priority?: Priority,
  ): Job<Argument, Result>;
  /** Ends all threads; unfinished parts are dropped. */
  dispose(): Promise<void>;
}

/** Makes a pool of up to `most` threads that nobody else uses, `left` cores apart; the caller disposes of it. */
export type OwnThreads = (most: number, left?: number) => Pool;

/** Threads kept dying on one part of a job. */
export class WorkerDied extends Error {
  constructor(kind: string, reason: string) {
    super(l10n`A worker thread ended twice while working (${kind}): ${reason}`);
    this.name = "WorkerDied";
  }
}
