// The worker's side of the pool: opens jobs, does their parts one after another, answers each with one
// message. Between two steps of a part it looks at the job's stop flag. Knows no kind of job by itself.
import type { AnyKind, FromWorker, ToWorker } from "./kind";

export interface Port {
  on(event: "message", listener: (message: ToWorker) => void): unknown;
  postMessage(message: FromWorker): void;
}

interface OpenJob {
  readonly part: (argument: unknown) => Generator<unknown, unknown>;
  readonly stop: Int32Array;
}

export function serveWorker(port: Port, kinds: readonly AnyKind[]): void {
  const jobs = new Map<number, OpenJob | { readonly error: unknown }>();
  port.on("message", (message) => {
    if (message.type === "open") jobs.set(message.job, open(kinds, message));
    else if (message.type === "close") jobs.delete(message.job);
    else port.postMessage(answer(jobs.get(message.job), message.argument));
  });
}

function open(
  kinds: readonly AnyKind[],
  { kind: name, data, stop }: ToWorker & { type: "open" },
): OpenJob | { readonly error: unknown } {
  const kind = kinds.find((k) => k.name === name);
  try {
    if (!kind) throw new Error(`no such kind of job: ${name}`);
    return { part: kind.open(data), stop };
  } catch (error) {
    return { error };
  }
}

function answer(
  job: OpenJob | { readonly error: unknown } | undefined,
  argument: unknown,
): FromWorker {
  if (!job) return { type: "stopped" };
  if ("error" in job) return { type: "failed", error: job.error };
  try {
    const work = job.part(argument);
    while (Atomics.load(job.stop, 0) === 0) {
      const step = work.next();
      if (step.done) return { type: "done", result: step.value };
    }
    work.return(undefined);
    return { type: "stopped" };
  } catch (error) {
    return { type: "failed", error };
  }
}
