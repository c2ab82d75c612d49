// The last check of an answer: a number that is not finite never leaves the server, where JSON would make null of it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ResponseError } from "vscode-languageserver-protocol";
import { nodeFiles } from "../../../../server/files.node";
import { ThreadPool } from "../../../../server/jobs/threads.node";
import { referenceKernels } from "../../../../server/kernels/reference";
import { readModel, writeModel } from "../../../../server/nets/formats";
import type { FailureData } from "../../../../server/protocol/wire/messages";
import { onDocument } from "../../../../server/requests/guard";
import { Measures } from "../../../../server/requests/measures";
import { Session } from "../../../../server/requests/session";
import { randomWeights } from "../../../property/kernelsModels";

const uri = "untitled:text";
const token = { isCancellationRequested: false, onCancellationRequested: () => ({ dispose() {} }) };
const session = new Session(nodeFiles(), referenceKernels);
session.open(uri, 1, "some text");
const model = readModel(writeModel(randomWeights(3, 1), "m.bin"), "m.bin");
session.bind(session.document(uri)!, { ...model, name: "large.bin", sha256: "1" }, () => {});

function assertRefused(answer: unknown, field: string): void {
  assert.ok(answer instanceof ResponseError, JSON.stringify(answer));
  const { reason, sentence } = answer.data as FailureData;
  assert.equal(reason, "modelFile");
  assert.match(sentence, new RegExp(`^large\\.bin: ${field} is .*; expected a finite number`));
}

test("an answer about a document is refused by the first number that is not finite", async () => {
  const ask = (answer: unknown) =>
    onDocument(session, { uri, version: 1 }, undefined, token, async () => answer);
  assertRefused(await ask({ bits: 1, lags: [{ k: 0 }, { k: Number.NaN }] }), "lags.1.k");
  assertRefused(await ask({ bits: Number.NEGATIVE_INFINITY }), "bits");
  const finite = { bits: 1, none: null, name: "NaN" };
  assert.equal(await ask(finite), finite);
});

test("so is a measure of a text", async () => {
  const measures = new Measures(session, () => new ThreadPool({ script: "", size: 1 }));
  const ask = (result: object) =>
    measures.run(
      "verify",
      { uri, version: 1 },
      token,
      () => {},
      async () => result,
    );
  assertRefused(await ask({ worst: Number.POSITIVE_INFINITY }), "worst");
  const answer = await ask({ worst: 1 });
  assert.ok(!(answer instanceof ResponseError) && answer.result);
});
