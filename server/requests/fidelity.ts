// sparseDiff/fidelity: one prediction traced sparsely at several nucleus thresholds, each held against the
// dense trace. The gradient methods only: the others run the whole model again and drop nothing.
import type { ResponseError } from "vscode-languageserver-protocol";
import type { Tracer } from "../attribution/trace";
import type { Past, TraceOptions } from "../attribution/types";
import { Priority } from "../jobs/kind";
import { type Cancellation, inSlices } from "../jobs/slices";
import type { FidelityParams, FidelityPoint, FidelityResult } from "../protocol/charts";
import type { FailureData } from "../protocol/messages";
import { cancelled, failure, stale } from "./failure";
import { explainedByte } from "./place";
import type { Session } from "./session";
import { MOST_LAGS } from "./trace";

const MOST_THRESHOLDS = 16;

export async function fidelity(
  session: Session,
  params: FidelityParams,
  asked: Cancellation,
): Promise<FidelityResult | ResponseError<FailureData>> {
  const { uri, version, settings, thetas } = params;
  const token = await session.latest.turn(uri, "fidelity", asked);
  if (token.isCancellationRequested) return cancelled();
  const binding = session.binding(uri);
  if (!binding) return failure("document", `${uri}: no model is attached to it`);
  const { document, model } = binding;
  if (document.version !== version) return stale();
  const { method } = settings;
  if (method !== "gradient" && method !== "gated")
    return failure("request", `method ${method}: expected gradient or gated`);
  if (thetas.length > MOST_THRESHOLDS)
    return failure("request", `${thetas.length} thresholds: expected at most ${MOST_THRESHOLDS}`);
  const explained = explainedByte(document.bytes, params);
  if (explained === 0) return { kind: "noPast", version };
  const depth = Math.min(settings.depth, MOST_LAGS);
  const past = binding.past(explained - 1, depth);
  if (!past) return { kind: "pending", version };
  const options = { ...settings, depth, baseline: "mean" as const };
  const work = points(binding.tracer(past.bytes.length - 1), past, options, thetas);
  const result = await inSlices(work, token, undefined, Priority.background);
  if (!result) return cancelled();
  if (document.version !== version) return stale();
  return { kind: "fidelity", version, hiddenSize: model.weights.H, points: result };
}

function* points(
  tracer: Tracer,
  past: Past,
  options: TraceOptions,
  thetas: readonly number[],
): Generator<void, FidelityPoint[]> {
  const all: FidelityPoint[] = [];
  for (const theta of thetas) {
    const threshold = { rule: "nucleus", value: theta, scope: "tracing" } as const;
    const { sparse } = tracer.trace(past, { ...options, threshold });
    if (sparse) all.push({ theta, neuronsKept: sparse.neuronsKept, ...sparse.fidelity });
    yield;
  }
  return all;
}
