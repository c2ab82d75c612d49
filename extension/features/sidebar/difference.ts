// The difference between two targets, lag by lag: the attribution of one minus that of the other, over the lags both
// have, whatever a threshold hides. Pure.

import type { EditorTrace } from "../../../server/protocol/wire/messages";
import type { PinDifference } from "../../../server/protocol/wire/sidebar";
import type { TraceJson } from "../../../server/protocol/wire/traceJson";
import { targetName } from "../../state/targets";

/** `first` is the earlier target. Null where the two traces differ in settings, model or text. */
export function differenceByLag(one: EditorTrace, other: EditorTrace): PinDifference | null {
  if (one.uri !== other.uri || one.version !== other.version) return null;
  if (!isSameWay(one.trace, other.trace)) return null;
  const [first, second] = one.trace.position <= other.trace.position ? [one, other] : [other, one];
  const rows = first.trace.offsets.flatMap((a, k) => {
    const b = second.trace.offsets[k];
    if (!b) return [];
    return {
      k: a.k,
      firstByte: first.names.offsets[k] ?? "",
      secondByte: second.names.offsets[k] ?? "",
      first: a.attribution,
      second: b.attribution,
      difference: a.attribution - b.attribution,
    };
  });
  const { method } = first.trace;
  return { first: targetName(first), second: targetName(second), method, rows };
}

function isSameWay(a: TraceJson, b: TraceJson): boolean {
  const way = ({ method, objective, depth, threshold, model, text }: TraceJson) =>
    JSON.stringify([
      method,
      objective,
      depth,
      threshold?.scope === "tracing" ? [threshold.rule, threshold.value] : null,
      model.sha256,
      text.sha256,
    ]);
  return way(a) === way(b);
}
