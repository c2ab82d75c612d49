// Connects training and the choice of models to a connection, one call per message; serve.ts does the rest.
import type { Connection } from "vscode-languageserver";
import type { OwnThreads } from "../jobs/pool";
import {
  comparisonRequest,
  describeRequest,
  folderTextsRequest,
  saveModelRequest,
  type TrainProgress,
  trainProgressNotification,
  trainRequest,
} from "../protocol/wire/training";
import { describeModel } from "./describeModel";
import { saveModel } from "./saveModel";
import type { Session } from "./session";
import { Trainings } from "./train";
import { folderTexts } from "./trainFolder";
import { trainSchemas } from "./trainSchemas";
import { answer } from "./validated";

/** @param trainers worker threads for each run. */
export function serveTraining(
  connection: Connection,
  session: Session,
  trainers: OwnThreads,
): void {
  const trainings = new Trainings(session, trainers);
  const tell = (progress: TrainProgress) =>
    void connection.sendNotification(trainProgressNotification.method, progress);
  answer(connection, trainRequest, trainSchemas.train, (params, token) =>
    trainings.train(params, token, tell),
  );
  answer(connection, comparisonRequest, trainSchemas.comparison, (params, token) =>
    trainings.compare(params, token),
  );
  answer(connection, describeRequest, trainSchemas.describe, (params, token) =>
    describeModel(session, params, token),
  );
  answer(connection, folderTextsRequest, trainSchemas.folderTexts, (params) =>
    folderTexts(session, params),
  );
  answer(connection, saveModelRequest, trainSchemas.save, (params) => saveModel(session, params));
  connection.onShutdown(() => trainings.saveAll());
}
