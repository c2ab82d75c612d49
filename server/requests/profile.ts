// sparseDiff/profile: norms by lag over evenly spaced positions of the document, each explaining its own true byte by
// the paper's gradient or the gated one. Runs on worker threads at background priority.
import type { ResponseError } from "vscode-languageserver-protocol";
import type { TraceOptions } from "../attribution/types";
import type { Binding } from "../documents/binding";
import type { Cancellation } from "../jobs/slices";
import { type TraceTask, traceAll, traceTask } from "../jobs/tracesJob";
import { tracesBack } from "../protocol/vocabulary/tracing";
import type { ProfileParams, ProfileResult } from "../protocol/wire/charts";
import type { FailureData } from "../protocol/wire/messages";
import { evenly, ProfileSums } from "../statistics/profile";
import { onDocument } from "./onDocument";
import type { Session } from "./session";
import { MOST_LAGS } from "./trace";

const MOST_POSITIONS = 4096;

export function profile(
  session: Session,
  params: ProfileParams,
  asked: Cancellation,
): Promise<ProfileResult | ResponseError<FailureData>> {
  return onDocument<ProfileResult>(session, params, "profile", asked, async (binding, wanted) => {
    const { version, settings } = params;
    const { document, reading } = binding;
    if (reading.fraction < 1)
      return { kind: "pending", version, percent: Math.floor(100 * reading.fraction) };
    const from = Math.min(settings.depth, MOST_LAGS);
    const to = document.bytes.byteLength - 2;
    const positions = evenly(from, to, Math.min(params.positions, MOST_POSITIONS));
    const tasks = tasksFor(binding, positions, optionsOf(params, from));
    const traces = await traceAll(session.pool, binding, tasks, wanted);
    if (!traces) return undefined;
    const sums = new ProfileSums(from);
    for (const { norms, attribution } of traces) sums.add(norms, attribution);
    return {
      kind: "profile",
      version,
      population: { from, to, traced: positions.length, all: Math.max(0, to - from + 1) },
      lags: sums.lags(),
      scale: sums.scale(),
    };
  });
}

function optionsOf({ settings }: ProfileParams, depth: number): TraceOptions {
  return {
    depth,
    method: tracesBack(settings.method) ? settings.method : "gradient",
    objective: settings.objective,
    target: "true",
    baseline: "mean",
    threshold: null,
  };
}

function tasksFor(
  binding: Binding,
  positions: readonly number[],
  options: TraceOptions,
): TraceTask[] {
  // Everything has been read, so no task is undefined.
  return positions.flatMap((position) => traceTask(binding, position, options) ?? []);
}
