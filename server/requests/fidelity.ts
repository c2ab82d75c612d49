// sparseDiff/fidelity: traces one prediction sparsely at several nucleus thresholds and compares each with the dense
// trace. Long traces run on worker threads. Only for the gradient methods, because the others drop nothing.

import type { ResponseError } from "vscode-languageserver-protocol";
import type { Cancellation } from "../jobs/slices";
import { traceAll, traceTask } from "../jobs/tracesJob";
import { tracesBack } from "../protocol/vocabulary/tracing";
import type { FidelityParams, FidelityPoint, FidelityResult } from "../protocol/wire/charts";
import type { FailureData } from "../protocol/wire/messages";
import { failure } from "./failure";
import { onDocument } from "./onDocument";
import { explainedByte } from "./place";
import type { Session } from "./session";
import { MOST_LAGS } from "./trace";

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
      return failure("request", `method ${method}: expected gradient or gated`);
    if (thetas.length > MOST_THRESHOLDS)
      return failure("request", `${thetas.length} thresholds: expected at most ${MOST_THRESHOLDS}`);
    const explained = explainedByte(binding.document.bytes, params);
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
    const traces = await traceAll(session.pool, binding, tasks, wanted);
    if (!traces) return undefined;
    const points = traces.flatMap(({ sparse }, i): FidelityPoint[] =>
      sparse ? [{ theta: thetas[i], neuronsKept: sparse.neuronsKept, ...sparse.fidelity }] : [],
    );
    return { kind: "fidelity", version, hiddenSize: binding.model.weights.H, points };
  });
}
