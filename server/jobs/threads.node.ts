// The pool on Node: a few worker threads and a queue of parts of jobs, ordered by urgency, then by arrival. If a thread dies,
// it is replaced and its part is done again, once. Threads start when they are needed and end when idle. The work itself is
// defined by the kinds of jobs.
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { NotFinite } from "../attribution/finite";
import { l10n, spoken } from "../protocol/words/l10n";
import { type Pool, WorkerDied } from "./pool";
import {
  type FromWorker,
  type Job,
  type JobKind,
  Priority,
  type ToWorker,
  type WorkerStart,
} from "./shared";

/** Path of the worker entry, beside the modules that are running. */
export const workerScript = join(__dirname, "worker.js");

export interface PoolOptions {
  /** The bundled worker entry, main.worker.ts. */
  readonly script: string;
  /** Maximum number of threads. */
  readonly size: number;
  /** Milliseconds after which an unused thread ends. */
  readonly idle?: number;
  /** The same for a thread that does not stop. */
  readonly patience?: number;
}

/**
 * Milliseconds after which a thread is ended that still works for a job that was closed. Parts pause every few milliseconds, but
 * for what is one step: reading a model whose file was made to take long.
 */
const PATIENCE = 1000;

/** How many times a part is started before it is given up. */
const ATTEMPTS = 2;

interface Part {
  readonly job: JobState;
  readonly argument: unknown;
  resolve(result: unknown): void;
  reject(error: unknown): void;
  attempts: number;
}

interface JobState {
  readonly id: number;
  readonly kind: string;
  readonly data: unknown;
  readonly priority: Priority;
  readonly stop: Int32Array;
}

interface Thread {
  readonly worker: Worker;
  /** Jobs open on this thread. */
  readonly jobs: Set<number>;
  part: Part | undefined;
  reason: string;
  idle: NodeJS.Timeout | undefined;
}

export class ThreadPool implements Pool {
  readonly size: number;
  private readonly threads: Thread[] = [];
  private readonly queue: Part[] = [];
  private jobs = 0;

  constructor(private readonly options: PoolOptions) {
    this.size = Math.max(1, options.size);
  }

  open<Data, Argument, Result>(
    kind: JobKind<Data, Argument, Result>,
    data: Data,
    priority: Priority = Priority.background,
  ): Job<Argument, Result> {
    const stop = new Int32Array(new SharedArrayBuffer(4));
    const job: JobState = { id: this.jobs++, kind: kind.name, data, priority, stop };
    return {
      part: (argument) =>
        new Promise((resolve, reject) => {
          if (stop[0] !== 0) return resolve(undefined);
          this.enqueue({
            job,
            argument,
            resolve: resolve as Part["resolve"],
            reject,
            attempts: 0,
          });
        }),
      close: () => this.close(job),
    };
  }

  async dispose(): Promise<void> {
    for (const part of this.queue.splice(0)) part.resolve(undefined);
    const threads = this.threads.splice(0);
    for (const thread of threads) {
      clearTimeout(thread.idle);
      const { part } = thread;
      thread.part = undefined;
      part?.resolve(undefined);
    }
    await Promise.all(threads.map((t) => t.worker.terminate()));
  }

  private close(job: JobState): void {
    Atomics.store(job.stop, 0, 1);
    for (let i = this.queue.length - 1; i >= 0; i--)
      if (this.queue[i].job === job) this.queue.splice(i, 1)[0].resolve(undefined);
    for (const thread of this.threads) {
      const { worker, jobs, part } = thread;
      if (!jobs.delete(job.id)) continue;
      worker.postMessage({ type: "close", job: job.id } satisfies ToWorker);
      if (part?.job === job) this.endUnlessStopped(thread, part);
    }
  }

  private endUnlessStopped(thread: Thread, part: Part): void {
    const look = () => {
      if (thread.part === part) void thread.worker.terminate();
    };
    setTimeout(look, this.options.patience ?? PATIENCE).unref();
  }

  /** Queues a part after others of the same urgency; a part that is repeated goes before them. */
  private enqueue(part: Part): void {
    const { queue } = this;
    const { priority } = part.job;
    let at = queue.length;
    while (
      at > 0 &&
      (queue[at - 1].job.priority > priority ||
        (part.attempts > 0 && queue[at - 1].job.priority === priority))
    )
      at--;
    queue.splice(at, 0, part);
    this.give();
  }

  /** Hands queued parts to idle threads, starting new ones up to the size. */
  private give(): void {
    while (this.queue.length > 0) {
      const free = this.threads.find((t) => !t.part);
      if (!free && this.threads.length >= this.size) return;
      this.begin(free ?? this.start(), this.queue.shift()!);
    }
  }

  private begin(thread: Thread, part: Part): void {
    const { worker, jobs } = thread;
    const { id, kind, data, stop } = part.job;
    clearTimeout(thread.idle);
    part.attempts++;
    thread.part = part;
    worker.ref();
    const send = (message: ToWorker) => worker.postMessage(message);
    if (!jobs.has(id)) send({ type: "open", job: id, kind, data, stop });
    jobs.add(id);
    send({ type: "part", job: id, argument: part.argument });
  }

  private start(): Thread {
    const worker = new Worker(this.options.script, {
      execArgv: [],
      workerData: { translations: spoken() } satisfies WorkerStart,
    });
    const thread: Thread = {
      worker,
      jobs: new Set(),
      part: undefined,
      reason: "",
      idle: undefined,
    };
    worker.on("message", (message: FromWorker) => this.answered(thread, message));
    worker.on("error", (error) => {
      thread.reason = error instanceof Error ? error.message : String(error);
    });
    worker.on("exit", (code) => this.ended(thread, thread.reason || l10n`exit code ${code}`));
    this.threads.push(thread);
    return thread;
  }

  private answered(thread: Thread, message: FromWorker): void {
    const { part } = thread;
    if (!part) return;
    thread.part = undefined;
    thread.worker.unref();
    thread.idle = setTimeout(() => void this.end(thread), this.options.idle ?? 10_000).unref();
    if (message.type === "notFinite") part.reject(new NotFinite(message.found));
    else if (message.type === "failed") part.reject(message.error);
    else part.resolve(message.type === "done" ? message.result : undefined);
    this.give();
  }

  private async end(thread: Thread): Promise<void> {
    this.forget(thread);
    await thread.worker.terminate();
  }

  private ended(thread: Thread, reason: string): void {
    this.forget(thread);
    clearTimeout(thread.idle);
    const { part } = thread;
    thread.part = undefined;
    if (!part) return;
    if (part.job.stop[0] !== 0) part.resolve(undefined);
    else if (part.attempts < ATTEMPTS) this.enqueue(part);
    else part.reject(new WorkerDied(part.job.kind, reason));
    this.give();
  }

  private forget(thread: Thread): void {
    const at = this.threads.indexOf(thread);
    if (at >= 0) this.threads.splice(at, 1);
  }
}
