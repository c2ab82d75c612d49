// The pool where there are no worker threads: each job does its parts one after the other, in slices of the thread that
// asks, which hears messages between two of them. Jobs take turns, the most urgent first. What a job is stands in shared.ts.
import type { Pool } from "./pool";
import { type Job, type JobKind, opened, type Parts, Priority } from "./shared";
import { inSlices } from "./slices";

interface Stop {
  isCancellationRequested: boolean;
}

export class SlicedPool implements Pool {
  readonly size = 1;
  private readonly stops = new Set<Stop>();

  open<Data, Argument, Result>(
    kind: JobKind<Data, Argument, Result>,
    data: Data,
    priority: Priority = Priority.background,
  ): Job<Argument, Result> {
    const stop: Stop = { isCancellationRequested: false };
    this.stops.add(stop);
    const inTurn = <T>(work: Generator<unknown, T>) => inSlices(work, stop, undefined, priority);
    /** Opened by the first part; a failure to open is every part's. */
    let opening: Promise<Parts<Argument, Result> | undefined> | undefined;
    let last: Promise<unknown> = Promise.resolve();
    const run = async (argument: Argument): Promise<Result | undefined> => {
      opening ??= inTurn(opened(kind, data));
      const parts = await opening;
      return parts && inTurn(parts(argument));
    };
    return {
      part: (argument) => {
        const done = last.then(() => run(argument));
        last = done.catch(() => {}); // told to whoever asked for the part
        return done;
      },
      close: () => {
        stop.isCancellationRequested = true;
        this.stops.delete(stop);
      },
    };
  }

  async dispose(): Promise<void> {
    for (const stop of this.stops) stop.isCancellationRequested = true;
    this.stops.clear();
  }
}
