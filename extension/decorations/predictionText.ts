// The dim text at the caret: what the model expects next, and where the text says otherwise, what it
// gives that. Pure.
import { byteName } from "../../server/protocol/byteNames";
import type { TraceJson } from "../../server/protocol/traceJson";
import { probability } from "../numbers";

export function predictionText(trace: TraceJson): string {
  const best = trace.topPredictions[0];
  if (!best) return "";
  const expected = `${byteName(best.byte)} ${probability(best.probability)}`;
  if (!trace.targetIsTrue || trace.target === best.byte) return expected;
  return `${expected} \u00b7 here ${byteName(trace.target)} ${probability(trace.probability)}`;
}
