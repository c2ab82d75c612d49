// What the requests of training and of choosing a model must look like before a handler sees them; ranges
// of what a person chooses are in trainChoices.ts, with their own sentences.
import * as v from "valibot";

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const path = v.pipe(v.string(), v.nonEmpty());
const position = v.object({ line: whole, character: whole });

const source = v.variant("kind", [
  v.object({
    kind: v.literal("document"),
    uri: v.string(),
    text: v.optional(v.string()),
    range: v.optional(v.object({ start: position, end: position })),
  }),
  v.object({ kind: v.literal("files"), paths: v.array(path) }),
]);

const choice = v.optional(v.number());

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
    }),
    startFrom: v.optional(path),
    outputPath: path,
  }),
  comparison: v.object({ modelPath: path, source }),
  describe: v.object({ modelPath: path, source: v.optional(source) }),
  folderTexts: v.object({ folder: path }),
  save: v.object({ from: path, to: path }),
};
