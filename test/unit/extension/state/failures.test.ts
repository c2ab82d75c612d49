// What is said when a request or the server fails, and how often a server is started again.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ConnectionError,
  ConnectionErrors,
  ErrorCodes,
  ResponseError,
} from "vscode-languageserver-protocol/node";
import { statusWords } from "../../../../extension/features/status/statusText";
import { serverStopped } from "../../../../extension/state/cannotRun";
import {
  CrashBudget,
  isDisconnected,
  isModelMissing,
  isQuiet,
  sentenceOf,
} from "../../../../extension/state/failures";
import { COMMANDS } from "../../../../extension/state/ids";
import { serverSentence } from "../../../../extension/state/phases";
import { papersNet } from "../../../tools/netSummaries";

test("a server that stops is restarted five times, after growing waits, then no more", () => {
  const budget = new CrashBudget();
  const waits = Array.from({ length: 6 }, () => budget.crashed(10));
  assert.deepEqual(waits, [250, 500, 1000, 2000, 4000, undefined]);
  budget.reset();
  assert.equal(budget.crashed(10), 250);
  budget.crashed(10);
  assert.equal(budget.crashed(200_000), 250);
});

test("failures give the server's sentence; stale and cancelled answers are not shown", () => {
  assert.equal(
    sentenceOf({ message: "m", data: { sentence: "a.bin: 3 bytes found." } }),
    "a.bin: 3 bytes found.",
  );
  assert.equal(sentenceOf(new Error("broken pipe")), "broken pipe");
  assert.ok(isQuiet({ data: { reason: "stale" } }));
  assert.ok(isQuiet({ code: -32800 }));
  assert.ok(!isQuiet({ data: { reason: "modelFile" } }));
  assert.ok(isModelMissing({ data: { reason: "noModelFile" } }));
  assert.ok(!isModelMissing({ data: { reason: "modelFile" } }));
});

test("a lost connection is reported in our own sentence", () => {
  const words = "Pending response rejected since connection got disposed";
  for (const error of [
    new ResponseError(ErrorCodes.PendingResponseRejected, words),
    new ResponseError(ErrorCodes.ConnectionInactive, "Client is not running"),
    new ConnectionError(ConnectionErrors.Closed, "Connection is closed."),
  ]) {
    assert.ok(isDisconnected(error));
    assert.equal(
      sentenceOf(error),
      "The attribution server stopped before it answered; try again.",
    );
  }
  assert.ok(!isDisconnected(new ResponseError(ErrorCodes.InvalidRequest, "a.bin: 3 bytes")));
});

test("a server that stopped for good is reported the same way everywhere, with a way to restart it", () => {
  const { message, remedy } = serverStopped();
  const net = papersNet(128);
  const own = { path: "/m.bin", name: "m.bin", hiddenSize: 128, sha256: "00", format: "raw" };
  const model = { ...own, net };
  const said = statusWords({
    server: "broken",
    phase: { kind: "ready", model, diskNote: null },
    status: null,
    modelName: "m.bin",
    isUntrusted: false,
  });
  assert.equal(message, said.sentence);
  assert.deepEqual(remedy, { label: "Restart", command: COMMANDS.restartServer });
  assert.match(serverSentence("broken"), /keeps stopping.*restart it\.$/);
  assert.match(serverSentence("restarting"), /stopped and is starting again\.$/);
  assert.match(serverSentence("starting"), /is starting\.$/);
});
