// The price of sparsity while the document or its model changes, or is not read yet. Only refusals are tested here,
// on the handler itself; test/protocol/charts.test.ts checks the numbers.
import assert from "node:assert/strict";
import { test } from "node:test";
import { nodeFiles } from "../../../../server/files.node";
import { referenceKernels } from "../../../../server/kernels/reference";
import { readModel, writeModel } from "../../../../server/nets/formats";
import { fidelity } from "../../../../server/requests/charts";
import { Session } from "../../../../server/requests/session";
import { randomWeights } from "../../../property/kernelsModels";

const uri = "untitled:text";
const modelOf = (seed: number) => ({
  name: "random.bin",
  sha256: String(seed),
  ...readModel(writeModel(randomWeights(16, seed), "m.bin"), "m.bin"),
});

function sessionOf(text: string): Session {
  const session = new Session(nodeFiles(), referenceKernels);
  session.open(uri, 1, text);
  session.bind(session.document(uri)!, modelOf(1), () => {});
  return session;
}

const ask = (session: Session, character: number, depth = 50) =>
  fidelity(
    session,
    {
      uri,
      version: 1,
      place: { kind: "character", line: 0, character },
      settings: {
        depth,
        method: "gradient",
        objective: "logprob",
        target: "true",
        threshold: null,
      },
      thetas: [0.5, 0.9, 0.99],
    },
    { isCancellationRequested: false },
  );

const turns = async (count: number) => {
  for (let i = 0; i < count; i++) await new Promise((resume) => setImmediate(resume));
};

const reasonOf = (answer: Awaited<ReturnType<typeof ask>>) =>
  "data" in answer ? answer.data?.reason : undefined;

/** Long enough that a trace takes many slices. */
const long = "abcdefgh".repeat(512);
const DEPTH = 2000;

test("a new model while the thresholds are traced makes the old numbers stale", async () => {
  const session = sessionOf(long);
  const answer = ask(session, 3000, DEPTH);
  await turns(4);
  session.bind(session.document(uri)!, modelOf(2), () => {});
  assert.equal(reasonOf(await answer), "stale");
});

test("an edit ends the request at its next pause", async () => {
  const session = sessionOf(long);
  let answered = false;
  const answer = ask(session, 3000, DEPTH).finally(() => {
    answered = true;
  });
  await turns(4);
  assert.equal(answered, false);
  session.change(uri, 2, [{ text: "x" }]);
  await turns(3);
  assert.equal(answered, true, "it went on");
  assert.equal(reasonOf(await answer), "stale");
});

test("a place that is not read yet is read next", async () => {
  const text = "abcdefgh".repeat(2 ** 16);
  const session = sessionOf(text);
  const answer = await ask(session, text.length - 1);
  assert.equal("kind" in answer && answer.kind, "pending");
  assert.equal(session.binding(uri)?.reading.begin().statesOnly, true);
});
