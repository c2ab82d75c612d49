// The byte names for a made-up trace: its offsets are the past, and the bytes after it are passed in. No documents.
import { type TraceNames, traceNames } from "../../server/protocol/words/traceNames";

type Trace = Parameters<typeof traceNames>[0];

/** @param after the bytes from t + 1 on */
export function namesOf(trace: Trace, after: readonly number[]): TraceNames {
  const past = trace.offsets.map(({ byte }) => byte).reverse();
  return traceNames(trace, [...past, ...after], trace.position - trace.offsets.length + 1);
}
