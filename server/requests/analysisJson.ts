// The whole analysis of a text as JSON, and as a sheet with where its numbers come from: for the command line and the editor.
import { version } from "../../package.json";
import { netSummary } from "../answers/netSummary";
import type { Analysis } from "../jobs/analysisJob";
import type { Model } from "../nets/formats";
import type { AnalysisJson } from "../protocol/wire/reportJson";
import type { Fact, Sheet } from "../protocol/wire/sheet";
import { netSentence } from "../protocol/words/netNames";
import { several } from "../protocol/words/numbers";
import { reportSheet } from "../protocol/words/reportSheet";
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

/** @param name of the text */
export function analysisSheet(json: AnalysisJson, name: string): Sheet {
  const { model, net, text, controls, memory, published, population } = json;
  const provenance: Fact[] = [
    ["text", `${several(text.bytes, "byte")}, sha256 ${text.sha256}`],
    ["model", `${model.name}, sha256 ${model.sha256}`],
    ["trained on this text", trainedWords(json)],
    ["depth", String(population.from)],
    ["kernels", json.backend],
    ["version", json.version],
  ];
  const subject = { text: name, model: model.name, net };
  return reportSheet({ report: json, controls, memory, published }, subject, provenance);
}

function trainedWords({ trainedOnThisText, published }: AnalysisJson): string {
  if (published !== null || trainedOnThisText) return "yes: its numbers are in-sample";
  return trainedOnThisText === null ? "the model's file does not say" : "no";
}
