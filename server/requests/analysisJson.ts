// The whole analysis of a text as JSON, with what it is of: for the command line and the editor.
import { version } from "../../package.json";
import { netSummary } from "../answers/netSummary";
import type { Analysis } from "../jobs/analysisJob";
import type { Model } from "../nets/formats";
import type { AnalysisJson } from "../protocol/wire/reportJson";
import { netSentence } from "../protocol/words/netNames";
import { readProvenance } from "./modelFile";

/** What an analysis is of. */
export interface AnalysedText {
  readonly bytes: number;
  readonly sha256: string;
}

export function analysisJson(
  { report, controls, memory, published }: Analysis,
  model: Model,
  text: AnalysedText,
  backend: string,
): AnalysisJson {
  return {
    ...report,
    model: { name: model.name, hiddenSize: model.weights.H, sha256: model.sha256 },
    net: netSentence(netSummary(model)),
    text,
    version,
    backend,
    trainedOnThisText: trainedOn(model, text.sha256),
    controls,
    memory,
    published,
  };
}

/** Null where the model's file does not say which text it was trained on. */
function trainedOn({ metadata }: Model, sha256: string): boolean | null {
  const { textSha256 } = readProvenance(metadata);
  return textSha256 === null ? null : textSha256 === sha256;
}
