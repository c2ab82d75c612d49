// The whole analysis of a text as JSON, with what it is of: for the command line and the editor. The JSON is in English, whatever
// the editor's language; what the sheet says instead is beside it.
import { version } from "../../package.json";
import { netSummary } from "../answers/netSummary";
import type { Analysis } from "../jobs/analysisJob";
import type { Model } from "../nets/formats";
import type { AnalysisJson, ToldAnalysis } from "../protocol/wire/reportJson";
import { said } from "../protocol/words/l10n";
import { netSentence } from "../protocol/words/netNames";
import { readProvenance } from "./modelFile";

/** What an analysis is of. */
export interface AnalysedText {
  readonly bytes: number;
  readonly sha256: string;
}

export function toldAnalysis(
  { report, controls, memory, published }: Analysis,
  model: Model,
  text: AnalysedText,
  backend: string,
): ToldAnalysis {
  const net = said(() => netSentence(netSummary(model)));
  const json: AnalysisJson = {
    ...report,
    model: { name: model.name, hiddenSize: model.weights.H, sha256: model.sha256 },
    net: net.english,
    text,
    version,
    backend,
    trainedOnThisText: trainedOn(model, text.sha256),
    controls,
    memory,
    published: published?.english ?? null,
  };
  return { json, words: { net: net.shown, published: published?.shown ?? null } };
}

/** Null where the model's file does not say which text it was trained on. */
function trainedOn({ metadata }: Model, sha256: string): boolean | null {
  const { textSha256 } = readProvenance(metadata);
  return textSha256 === null ? null : textSha256 === sha256;
}
