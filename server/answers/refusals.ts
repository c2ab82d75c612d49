// What cannot be answered as it was asked: options that have no meaning together, and more lags than there is room for. Says
// what was found and what was expected; how the field is called is up to the caller, an option or a property.
import { lagsAt, type TraceOptions } from "../attribution/types";
import type { NetShape } from "../kernels/shape";
import { mostWindow } from "../kernels/simd";
import { tracesBack } from "../protocol/vocabulary/tracing";
import { l10n } from "../protocol/words/l10n";

export interface Refusal {
  readonly field: "baseline" | "threshold" | "depth";
  readonly words: string;
}

/** @param baseline undefined if none was asked for */
export function withoutMeaning({
  method,
  baseline,
  threshold,
}: Pick<TraceOptions, "method" | "threshold"> & {
  readonly baseline: TraceOptions["baseline"] | undefined;
}): Refusal | undefined {
  if (baseline !== undefined && tracesBack(method))
    return {
      field: "baseline",
      words: l10n`has no meaning for the method ${method}; expected integrated or occlusion`,
    };
  if (baseline === "average" && method === "integrated")
    return {
      field: "baseline",
      words: l10n`'average' has no path to integrate; expected mean or zero, or the method occlusion`,
    };
  if (threshold?.scope === "tracing" && !tracesBack(method))
    return {
      field: "threshold",
      words: l10n`${method} does not trace backwards; expected the method gradient or gated`,
    };
  return undefined;
}

/** More lags than a workspace can hold. */
export function beyondRoom(shape: NetShape, position: number, asked: number): Refusal | undefined {
  const depth = lagsAt(position, asked);
  const most = mostWindow(shape, 1) - 1;
  if (depth <= most) return undefined;
  return {
    field: "depth",
    words: l10n`${depth} lags at t = ${position}; expected at most ${most} for hidden size ${shape.H}`,
  };
}
