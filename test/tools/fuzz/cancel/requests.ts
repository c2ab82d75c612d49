// The long requests, each with parameters that keep it at work for longer than it takes to cancel it, on models of several cells
// and sizes. Asserts nothing.
import fs from "node:fs";
import path from "node:path";
import { writeModel } from "../../../../server/nets/formats";
import { randomNet, randomWeights } from "../../../property/kernelsModels";

export interface LongRequest {
  readonly name: string;
  readonly params: object;
}

export interface Models {
  /** H = 128. */
  readonly usual: string;
  readonly lstm: string;
  /** H = 2,048. */
  readonly large: string;
}

export function makeModels(folder: string): Models {
  const file = (name: string, weights: Parameters<typeof writeModel>[0]) => {
    const at = path.join(folder, name);
    fs.writeFileSync(at, writeModel(weights, at));
    return at;
  };
  return {
    usual: path.resolve("media/sample/sample.bin"),
    lstm: file(
      "lstm.safetensors",
      randomNet({ cell: "lstm", layers: 2, H: 96, seed: 1, gain: 0.5 }),
    ),
    large: file("large.bin", randomWeights(2048, 1)),
  };
}

export function words(bytes: number): string {
  const line = "The quick brown fox jumps over the lazy dog; why this byte? Zwölf Bytes.\n";
  return line.repeat(Math.ceil(bytes / (line.length + 1)));
}

const settings = {
  depth: 2000,
  method: "gradient",
  objective: "logprob",
  target: "true",
  threshold: null,
};

/** About a text of at least 40 lines that is open with a model and read. */
export function aboutText(uri: string, folder: string): LongRequest[] {
  const document = { uri, version: 1 };
  const place = { kind: "caret", line: 39, character: 5 };
  const start = { line: 5, character: 0 };
  const end = { line: 30, character: 0 };
  const asked = { ...document, place, settings };
  const sparse = { rule: "nucleus", value: 0.5, scope: "tracing" };
  const slow = { ...asked, settings: { ...settings, method: "occlusion" } };
  return [
    { name: "trace", params: asked },
    { name: "trace", params: slow },
    { name: "trace", params: { ...asked, settings: { ...settings, method: "integrated" } } },
    { name: "trace", params: { ...asked, settings: { ...settings, threshold: sparse } } },
    { name: "causes", params: { ...asked, settings: { ...settings, depth: 128 } } },
    {
      name: "wideTrace",
      params: {
        ...document,
        target: { kind: "span", start, end: { line: 12, character: 0 } },
        depth: 500,
        method: "gradient",
      },
    },
    { name: "memory", params: document },
    { name: "fidelity", params: { ...asked, thetas: [0.5, 0.7, 0.9, 0.99] } },
    { name: "profile", params: { ...document, settings, positions: 1000 } },
    { name: "layer", params: { ...document, layer: "influence", start, end, depth: 200 } },
    { name: "paths", params: { ...asked, columns: 24, neurons: 8, least: 0.01 } },
    {
      name: "continue",
      params: {
        ...document,
        place: start,
        count: 200,
        mode: { kind: "sample", seed: 1, temperature: 1 },
      },
    },
    { name: "whatIfByte", params: { ...asked, lag: 40 } },
    { name: "analyse", params: { ...document, depth: 100 } },
    { name: "verify", params: document },
    { name: "faithfulness", params: { ...document, depth: 50, sample: 1000, seed: 1 } },
    { name: "patterns", params: document },
    { name: "similar", params: { ...document, place, depth: 50 } },
    { name: "neuronCard", params: { ...document, neuron: 1 } },
    {
      name: "export",
      params: {
        ...document,
        subject: { kind: "report", depth: 100 },
        format: { kind: "json" },
        to: path.join(folder, "report.json"),
      },
    },
  ];
}

/** About model files and trainings, which need no open text. */
export function aboutModels({ usual, large }: Models, folder: string, n: number): LongRequest[] {
  const text = words(4_000_000);
  const source = { kind: "document", uri: `untitled:unknown${n}`, text };
  const outputPath = path.join(folder, `trained${n}.safetensors`);
  const train = { jobId: `job ${n}`, source, textName: "text", outputPath };
  const endless = { untilBitsPerByte: 0, maxEpochs: 1_000_000, hiddenSize: 512 };
  return [
    { name: "describeModel", params: { modelPath: large, source } },
    { name: "saveModel", params: { from: large, to: path.join(folder, `copy${n}.safetensors`) } },
    { name: "compareWithPaper", params: { modelPath: usual, source } },
    { name: "folderTexts", params: { folder: path.parse(folder).root } },
    { name: "train", params: { ...train, choices: endless } },
    { name: "train", params: { ...train, choices: { hiddenSize: 256, heldOutPercent: 10 } } },
  ];
}
