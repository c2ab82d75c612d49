// Schemas for the requests about training and choosing a model, checked before a handler runs. The ranges of a
// person's choices are checked in trainChoices.ts, with messages of their own.
import * as v from "valibot";
import type { TrainChoices } from "../protocol/vocabulary/training";
import type {
  ComparisonParams,
  DescribeParams,
  FolderTextsParams,
  SaveModelParams,
  TrainParams,
} from "../protocol/wire/training";
import type { Checks } from "./validated";

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const path = v.pipe(v.string(), v.nonEmpty());
const position = v.object({ line: whole, character: whole });

const source = v.variant("kind", [
  v.object({
    kind: v.literal("document"),
    uri: v.string(),
    text: v.exactOptional(v.string()),
    range: v.exactOptional(v.object({ start: position, end: position })),
  }),
  v.object({ kind: v.literal("files"), paths: v.array(path) }),
]);

const choice = v.exactOptional(v.number());

export const trainSchemas = {
  train: v.object({
    jobId: v.string(),
    source,
    textName: v.string(),
    choices: v.object({
      hiddenSize: choice,
      seed: choice,
      untilBitsPerByte: choice,
      maxEpochs: choice,
      bpttLength: choice,
      heldOutPercent: choice,
    } satisfies Checks<TrainChoices>),
    startFrom: v.exactOptional(path),
    outputPath: path,
  } satisfies Checks<TrainParams>),
  comparison: v.object({ modelPath: path, source } satisfies Checks<ComparisonParams>),
  describe: v.object({
    modelPath: path,
    source: v.exactOptional(source),
  } satisfies Checks<DescribeParams>),
  folderTexts: v.object({ folder: path } satisfies Checks<FolderTextsParams>),
  save: v.object({ from: path, to: path } satisfies Checks<SaveModelParams>),
};
