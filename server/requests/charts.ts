// The requests behind the sidebar's charts: sparseDiff/profile, norms by lag over evenly spaced positions, and
// sparseDiff/fidelity, one prediction traced sparsely at several nucleus thresholds and compared with the dense trace.
// Only for the gradient methods; many or long traces run on worker threads.
import { ResponseError } from "vscode-languageserver-protocol";
import { methodFor } from "../attribution/asked";
import { evenlyPredicted } from "../attribution/outside";
import type { TraceOptions } from "../attribution/types";
import type { Binding } from "../documents/binding";
import { type Cancellation, inSlices } from "../jobs/slices";
import { type TraceTask, traceAll, traceTask } from "../jobs/tracesJob";
import { tracesBack } from "../protocol/vocabulary/tracing";
import type {
  FidelityParams,
  FidelityPoint,
  FidelityResult,
  ProfileParams,
  ProfileResult,
} from "../protocol/wire/charts";
import type { FailureData } from "../protocol/wire/messages";
import { l10n } from "../protocol/words/l10n";
import { ProfileSums } from "../statistics/summary";
import { failure, onDocument, predictedByte } from "./guard";
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
    const { bytes } = binding.document;
    const most = Math.min(params.positions, MOST_POSITIONS);
    const copy = (a: number, b: number) => bytes.copyBytes(a, b);
    const predicted = evenlyPredicted(binding.model.weights, copy, from, to, most);
    const found = await inSlices(predicted, wanted);
    if (!found) return undefined;
    const { positions, all } = found;
    const tasks = tasksFor(binding, positions, optionsOf(params, from, binding.model));
    const traces = await traceAll(session.pool, binding, tasks, wanted);
    if (!traces) return undefined;
    const sums = new ProfileSums(from);
    for (const { norms, attribution } of traces) sums.add(norms, attribution);
    return {
      kind: "profile",
      version,
      population: { from, to, traced: positions.length, all },
      lags: sums.lags(),
      scale: sums.scale(),
    };
  });
}

function optionsOf(
  { settings }: ProfileParams,
  depth: number,
  { weights }: Binding["model"],
): TraceOptions {
  return {
    depth,
    method: methodFor(weights, tracesBack(settings.method) ? settings.method : "gradient"),
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

const MOST_THRESHOLDS = 16;

export function fidelity(
  session: Session,
  params: FidelityParams,
  asked: Cancellation,
): Promise<FidelityResult | ResponseError<FailureData>> {
  return onDocument<FidelityResult>(session, params, "fidelity", asked, async (binding, wanted) => {
    const { version, settings, thetas } = params;
    const { method } = settings;
    if (!tracesBack(method))
      return failure("request", l10n`method ${method}: expected gradient or gated`);
    if (thetas.length > MOST_THRESHOLDS)
      return failure(
        "request",
        l10n`${thetas.length} thresholds: expected at most ${MOST_THRESHOLDS}`,
      );
    const explained = predictedByte(binding, params);
    if (explained instanceof ResponseError) return explained;
    if (typeof explained !== "number") return { kind: explained.kind, version };
    const { weights } = binding.model;
    const depth = Math.min(settings.depth, MOST_LAGS);
    const tasks = thetas.map((theta) => {
      const threshold = { rule: "nucleus", value: theta, scope: "tracing" } as const;
      const options = { ...settings, method: methodFor(weights, method), depth, threshold };
      return traceTask(binding, explained - 1, { ...options, baseline: "mean" });
    });
    if (!tasks.every((task) => task !== undefined)) {
      binding.want(explained - 1, depth);
      return { kind: "pending", version };
    }
    const traces = await traceAll(session.pool, binding, tasks, wanted);
    if (!traces) return undefined;
    const points = traces.flatMap(({ sparse }, i): FidelityPoint[] =>
      sparse ? [{ theta: thetas[i], neuronsKept: sparse.neuronsKept, ...sparse.fidelity }] : [],
    );
    return { kind: "fidelity", version, hiddenSize: binding.model.weights.H, points };
  });
}
