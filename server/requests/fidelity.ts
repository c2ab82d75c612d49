// sparseDiff/fidelity: one prediction traced sparsely at several nucleus thresholds, each held against the
// dense trace, on worker threads where it is long. The gradient methods only: the others drop nothing.

import type { ResponseError } from "vscode-languageserver-protocol";
import type { Cancellation } from "../jobs/slices";
import { traceAll, traceTask } from "../jobs/tracesJob";
import { tracesBack } from "../protocol/vocabulary/tracing";
import type { FidelityParams, FidelityPoint, FidelityResult } from "../protocol/wire/charts";
import type { FailureData } from "../protocol/wire/messages";
import { shortPath } from "../protocol/words/shortened";
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
  if (!binding) return failure("document", `${shortPath(uri)}: no model is attached to it`);
  const { document, model } = binding;
  if (document.version !== version) return stale();
  const { method } = settings;
  if (!tracesBack(method))
    return failure("request", `method ${method}: expected gradient or gated`);
  if (thetas.length > MOST_THRESHOLDS)
    return failure("request", `${thetas.length} thresholds: expected at most ${MOST_THRESHOLDS}`);
  const explained = explainedByte(document.bytes, params);
  if (explained === 0) return { kind: "noPast", version };
  const depth = Math.min(settings.depth, MOST_LAGS);
  const tasks = thetas.map((theta) => {
    const threshold = { rule: "nucleus", value: theta, scope: "tracing" } as const;
    return traceTask(binding, explained - 1, { ...settings, depth, baseline: "mean", threshold });
  });
  if (!tasks.every((task) => task !== undefined)) {
    binding.want(explained - 1, depth);
    return { kind: "pending", version };
  }
  // Another model, the document closed or opened again: its version alone would not say so.
  const outdated = () => session.binding(uri) !== binding || document.version !== version;
  const traces = await traceAll(session.pool, binding, tasks, {
    get isCancellationRequested() {
      return token.isCancellationRequested || outdated();
    },
  });
  if (outdated()) return stale();
  if (!traces) return cancelled();
  const points = traces.flatMap(({ sparse }, i): FidelityPoint[] =>
    sparse ? [{ theta: thetas[i], neuronsKept: sparse.neuronsKept, ...sparse.fidelity }] : [],
  );
  return { kind: "fidelity", version, hiddenSize: model.weights.H, points };
}
