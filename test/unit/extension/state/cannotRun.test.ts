// Why a question has no answer, as a person reads it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { answered, assertNeuron, CannotRun } from "../../../../extension/state/cannotRun";
import { papersNet } from "../../../tools/netSummaries";

const refused = (run: () => unknown, sentence: string) =>
  assert.throws(run, (error) => error instanceof CannotRun && error.message === sentence);

test("an answer is passed on; without one the reason is said", () => {
  const answer = { kind: "trace", value: 3 } as const;
  assert.equal(answered(answer), answer);
  refused(() => answered({ kind: "noPast" }), "The first byte has no past: nothing predicts it.");
  refused(
    () => answered({ kind: "pending", percent: 42.9 }),
    "Reading the file: 42 %. Try again in a moment.",
  );
  refused(() => answered({ kind: "failed", sentence: "It failed." }), "It failed.");
});

test("a neuron that the model lacks is refused with those it has", () => {
  assertNeuron(0, papersNet(128));
  assertNeuron(127, papersNet(128));
  for (const neuron of [128, -1, 1.5])
    refused(
      () => assertNeuron(neuron, papersNet(128)),
      `This model has no neuron ${neuron}: it has h0 to h127.`,
    );
});
