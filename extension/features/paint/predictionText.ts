// The dim text at the caret: the byte the model expects next and, if the text has another one there, the probability
// of that one. Pure.

import type { EditorTrace } from "../../../server/protocol/wire/messages";
import { targetProbability } from "../../../server/protocol/words/certainty";
import { probability } from "../../../server/protocol/words/numbers";

export function predictionText({ trace, names }: Pick<EditorTrace, "trace" | "names">): string {
  const best = trace.topPredictions[0];
  if (!best) return "";
  const expected = `${names.likeliest[0]} ${probability(best.probability)}`;
  if (!trace.targetIsTrue || trace.target === best.byte) return expected;
  return `${expected} \u00b7 here ${names.target} ${targetProbability(trace)}`;
}
