// Connects training and the choice of models to a connection, one line a message; serve.ts does the rest.
import type { Connection } from "vscode-languageserver";
import type { Pool } from "../jobs/pool";
import {
  comparisonRequest,
  describeRequest,
  folderTextsRequest,
  saveModelRequest,
  trainProgressNotification,
  trainRequest,
} from "../protocol/training";
import { describeModel } from "./describeModel";
import { saveModel } from "./saveModel";
import type { Session } from "./session";
import { Trainings } from "./train";
import { folderTexts } from "./trainFolder";

/** @param trainers worker threads that do nothing else. */
export function serveTraining(connection: Connection, session: Session, trainers: Pool): void {
  const trainings = new Trainings(session, trainers);
  connection.onRequest(trainRequest, (params, token) =>
    trainings.train(params, token, (progress) => {
      void connection.sendNotification(trainProgressNotification, progress);
    }),
  );
  connection.onRequest(comparisonRequest, (params, token) => trainings.compare(params, token));
  connection.onRequest(describeRequest, (params, token) => describeModel(session, params, token));
  connection.onRequest(folderTextsRequest, (params) => folderTexts(session, params));
  connection.onRequest(saveModelRequest, (params) => saveModel(session, params));
  connection.onShutdown(() => trainings.saveAll());
}
