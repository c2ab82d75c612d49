// The hover's line of honesty: how far the numbers above it can be trusted for this target. Pure.

import type { EditorTrace } from "../../server/protocol/wire/messages";
import { appliedWhileTracing } from "../../server/protocol/wire/traceJson";
import { certaintySentence, smallness } from "../../server/protocol/words/certainty";
import { percent, three } from "../../server/protocol/words/numbers";

/**
 * The first sentence that applies; there is always one. Words about causes are reserved for occlusion.
 * @param unknownBits bits per byte if the model does not know the text, else null
 */
export function honesty(
  { trace }: Pick<EditorTrace, "trace">,
  unknownBits: number | null = null,
): string {
  const { integrated, method } = trace;
  const threshold = appliedWhileTracing(trace);
  const certainty = certaintySentence(trace);
  if (certainty !== null && smallness(trace) !== null) return certainty;
  if (threshold !== null) {
    const agrees = threshold.topLagAgrees ? "the same top lag" : "another top lag";
    const error = percent(threshold.relativeL1);
    return `Traced sparsely: ${three(threshold.neuronsKept)} neurons a step, off by ${error} of the dense trace, ${agrees}.`;
  }
  if (unknownBits !== null) {
    return `The model does not know this text (${three(unknownBits)} bits/byte): its numbers say little about it.`;
  }
  if (integrated && !integrated.converged) {
    return `The integral has not converged: ${integrated.nodes} nodes leave ${three(integrated.residual)} nats.`;
  }
  if (method === "occlusion")
    return "Occlusion: the change when that one byte is replaced by the mean byte.";
  if (method === "integrated")
    return "Complete for one byte at a time: the change along the way to the mean byte.";
  return certainty ?? "A gradient is a slope, not a cause.";
}
