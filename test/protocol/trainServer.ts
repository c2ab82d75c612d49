// A server for the tests of training over the wire: requests with defaults, the progress it reports, and further
// servers that a test may end. Contains no tests.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before } from "node:test";
import { type CancellationTokenSource, ResponseError } from "vscode-languageserver-protocol";
import { readModel } from "../../server/nets/formats";
import type { TrainChoices } from "../../server/protocol/vocabulary/training";
import type { FailureData } from "../../server/protocol/wire/messages";
import {
  type TextSource,
  type TrainProgress,
  trainProgressNotification,
  trainRequest,
} from "../../server/protocol/wire/training";
import { until } from "../tools/states";
import { ask, type Server, startServer } from "./server";

export const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-train-"));
after(() => fs.rmSync(folder, { recursive: true, force: true }));

export const verse = `<page>\n  <title>Sparse</title>\n  <id>17</id>\n  <text>Why this byte? Zwölf Bytes später.</text>\n</page>\n`;
export const short = verse.repeat(6);
/** Never ends by itself. */
export const endless = { untilBitsPerByte: 0, maxEpochs: 1_000_000 };

export let server: Server;
export let progress: TrainProgress[];

before(async () => {
  server = await startServer();
  progress = [];
  server.connection.onNotification(trainProgressNotification.method, (p: TrainProgress) => {
    progress.push(p);
  });
});
const others: Server[] = [];
after(() => {
  for (const each of [server, ...others]) each.stop();
});

/** A server that a test may end; if the test fails before that, it is stopped with the others. */
export async function another() {
  const other = await startServer();
  others.push(other);
  const told: TrainProgress[] = [];
  other.connection.onNotification(trainProgressNotification.method, (p: TrainProgress) => {
    told.push(p);
  });
  const begun = () => until(() => told.length > 0, "training does not begin");
  const learnt = () =>
    until(() => told.some((p) => p.runningBitsPerByte !== null), "nothing is learnt");
  return { other, told, begun, learnt };
}

/** Number of requests so far; the last is called `job ${jobs - 1}`. */
export let jobs = 0;
export const inFolder = (name: string) => path.join(folder, name);
export const document = (text: string, more: object = {}): TextSource => ({
  kind: "document",
  uri: "untitled:text",
  text,
  ...more,
});

export function train(
  source: TextSource,
  outputPath: string,
  choices: TrainChoices = {},
  more: { token?: CancellationTokenSource; startFrom?: string; on?: Server } = {},
) {
  const { token, startFrom, on = server } = more;
  const params = {
    jobId: `job ${jobs++}`,
    source,
    textName: "text",
    choices,
    outputPath,
    ...(startFrom === undefined ? {} : { startFrom }),
  };
  return ask(on.connection, trainRequest, params, token?.token);
}

export const read = (file: string) => readModel(fs.readFileSync(file), file);
export const sha256 = (text: string | Uint8Array) =>
  createHash("sha256").update(text).digest("hex");

export async function refused(sentence: RegExp, asked: Promise<unknown>): Promise<void> {
  await assert.rejects(asked, (error: ResponseError<FailureData>) => {
    assert.ok(error instanceof ResponseError);
    assert.match(error.data?.sentence ?? "", sentence);
    return true;
  });
}
