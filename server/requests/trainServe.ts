// Connects training and the choice of models to a connection, one line a message; serve.ts does the rest.
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
import { validated } from "./validated";

/** @param trainers worker threads for each run. */
export function serveTraining(
  connection: Connection,
  session: Session,
  trainers: OwnThreads,
): void {
  const trainings = new Trainings(session, trainers);
  const tell = (progress: TrainProgress) =>
    void connection.sendNotification(trainProgressNotification, progress);
  connection.onRequest(trainRequest, (asked, token) =>
    validated(trainSchemas.train, asked, (params) => trainings.train(params, token, tell)),
  );
  connection.onRequest(comparisonRequest, (asked, token) =>
    validated(trainSchemas.comparison, asked, (params) => trainings.compare(params, token)),
  );
  connection.onRequest(describeRequest, (asked, token) =>
    validated(trainSchemas.describe, asked, (params) => describeModel(session, params, token)),
  );
  connection.onRequest(folderTextsRequest, (asked) =>
    validated(trainSchemas.folderTexts, asked, (params) => folderTexts(session, params)),
  );
  connection.onRequest(saveModelRequest, (asked) =>
    validated(trainSchemas.save, asked, (params) => saveModel(session, params)),
  );
  connection.onShutdown(() => trainings.saveAll());
}
