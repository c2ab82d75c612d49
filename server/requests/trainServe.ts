// Connects training and the choice of models to a connection, one call per message, each with its schema; serve.ts does
// the rest. The ranges of a person's choices are checked in trainInput.ts, with messages of their own.
import * as v from "valibot";
import type { Connection } from "vscode-languageserver";
import type { OwnThreads } from "../jobs/pool";
import { CELL_LABELS } from "../protocol/vocabulary/cells";
import { namesOf } from "../protocol/vocabulary/terms";
import type { TrainChoices } from "../protocol/vocabulary/training";
import {
  type ComparisonParams,
  comparisonRequest,
  type DescribeParams,
  describeRequest,
  type FolderTextsParams,
  folderTextsRequest,
  type SaveModelParams,
  saveModelRequest,
  type TrainParams,
  type TrainProgress,
  trainProgressNotification,
  trainRequest,
} from "../protocol/wire/training";
import { describeModel } from "./describeModel";
import { PaperComparisons } from "./paperComparisons";
import { saveModel } from "./saveModel";
import { type Checks, path } from "./schemaParts";
import type { Session } from "./session";
import { Trainings } from "./train";
import { folderTexts } from "./trainFolder";
import { answer } from "./validated";

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
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

const trainSchemas = {
  train: v.object({
    jobId: v.string(),
    source,
    textName: v.string(),
    choices: v.object({
      cell: v.exactOptional(v.picklist(namesOf(CELL_LABELS))),
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

/** @param trainers worker threads for each run. */
export function serveTraining(
  connection: Connection,
  session: Session,
  trainers: OwnThreads,
): void {
  const trainings = new Trainings(session, trainers);
  const comparisons = new PaperComparisons(session, trainers);
  const tell = (progress: TrainProgress) =>
    void connection.sendNotification(trainProgressNotification.method, progress);
  answer(connection, trainRequest, trainSchemas.train, (params, token) =>
    trainings.train(params, token, tell),
  );
  answer(connection, comparisonRequest, trainSchemas.comparison, (params, token) =>
    comparisons.compare(params, token),
  );
  answer(connection, describeRequest, trainSchemas.describe, (params, token) =>
    describeModel(session, params, token),
  );
  answer(connection, folderTextsRequest, trainSchemas.folderTexts, (params, token) =>
    folderTexts(session, params, token),
  );
  answer(connection, saveModelRequest, trainSchemas.save, (params, token) =>
    saveModel(session, params, token),
  );
  connection.onShutdown(() => trainings.saveAll());
}
