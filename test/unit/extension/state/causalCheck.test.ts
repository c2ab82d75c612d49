// What Causal Check says where it has no causes to show.
import assert from "node:assert/strict";
import { test } from "node:test";
import { CannotRun, SELECT_TARGET } from "../../../../extension/state/cannotRun";
import { assertHasCauses, checked } from "../../../../extension/state/causalCheck";

const refused = (run: () => unknown, sentence: RegExp, remedy?: unknown) =>
  assert.throws(run, (error) => {
    assert.ok(error instanceof CannotRun);
    assert.match(error.message, sentence);
    assert.equal(error.remedy, remedy);
    return true;
  });

test("against a byte and of a selection or neuron there is nothing to check, and that is said", () => {
  refused(
    () => assertHasCauses("against"),
    /^Causes are .* one byte against another has none\.$/,
    SELECT_TARGET,
  );
  refused(() => assertHasCauses("wider"), /^Causes are .* a selection or a neuron has none\.$/);
  for (const kind of ["off", "onDemand", "searching", "causes", "pending", "failed"])
    assertHasCauses(kind);
});

const quiet = { isCancelled: false, isTextChanged: false, isServerGone: false };
const causes = { kind: "causes" } as const;

test("what is found is passed on; a reason in its place is said", () => {
  assert.equal(checked(causes, quiet), causes);
  refused(() => checked({ kind: "noPast" }, quiet), /^The first byte has no past/);
  refused(() => checked({ kind: "pending", percent: 3 }, quiet), /^Reading the file: 3 %\./);
});

test("a text that changed meanwhile is told, whether or not the old one's causes came", () => {
  for (const answer of [undefined, causes])
    refused(
      () => checked(answer, { ...quiet, isTextChanged: true }),
      /^The text changed, and these numbers are of the old one; try again\.$/,
    );
});

test("a server that stopped is told; the user's own cancelling and a newer check are not", () => {
  refused(
    () => checked(undefined, { ...quiet, isServerGone: true }),
    /^The attribution server stopped before it answered; try again\.$/,
  );
  assert.equal(checked(undefined, quiet), undefined);
  const all = { isCancelled: true, isTextChanged: true, isServerGone: true };
  for (const answer of [undefined, causes]) assert.equal(checked(answer, all), undefined);
});
