// Messages from the webview are checked, whatever it sends.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { checkMessage } from "../../../../../extension/features/sidebar/page";
import { isValid } from "../../../../../extension/state/settings";
import { byteOf, targetOf } from "../../../../../media/sidebar/words";
import type { ToHost } from "../../../../../server/protocol/wire/sidebar";

const good: ToHost[] = [
  { kind: "ready", open: ["lags", "fidelity"] },
  { kind: "open", open: [] },
  { kind: "set", sequence: 1, control: "thresholdNucleus", value: 95.5, settled: false },
  { kind: "set", sequence: 2, control: "method", value: "gated", settled: true },
  { kind: "target", sequence: 3, target: "109", against: "" },
  { kind: "act", action: "turnOn" },
  { kind: "reveal", key: "file:///a.txt 1", k: 4 },
];

test("every message of the protocol passes unchanged", () => {
  for (const message of good) assert.deepEqual(checkMessage(message).message, message);
});

test("a message outside the protocol is refused with a reason", () => {
  const bad: unknown[] = [
    null,
    "ready",
    {},
    { kind: "act", action: "workbench.action.quit" },
    { kind: "set", sequence: 1, control: "model", value: "/etc/passwd", settled: true },
    { kind: "set", sequence: -1, control: "depth", value: 3, settled: true },
    { kind: "set", sequence: 1, control: "depth", value: Number.NaN, settled: true },
    { kind: "reveal", key: "k", k: 1.5 },
    { kind: "open", open: ["everything"] },
    { kind: "target", sequence: 1, target: "x".repeat(1000), against: "" },
  ];
  for (const message of bad) {
    const { message: passed, problem } = checkMessage(message);
    assert.equal(passed, null, JSON.stringify(message));
    assert.ok(problem);
  }
});

test("nothing that can be sent throws", () => {
  fc.assert(
    fc.property(fc.anything(), (message) => {
      const { message: passed, problem } = checkMessage(message);
      assert.ok((passed === null) !== (problem === null));
    }),
  );
});

test("a value that a setting may not have is not valid", () => {
  assert.ok(isValid("thresholdNucleus", 99.9) && !isValid("thresholdNucleus", 20));
  assert.ok(isValid("layer", "surprise") && !isValid("layer", "skip"));
  assert.ok(isValid("depth", 0) && !isValid("depth", 2.5));
});

test("bytes are typed as numbers, names or quoted characters", () => {
  const bytes = ["109", "0x6D", "'m'", ' "m" ', "space", "lf", "LF", "''", "m", "256", "'é'"];
  assert.deepEqual(bytes.map(byteOf), [
    ...[109, 109, 109, 109, 32, 10, 10],
    ...[undefined, undefined, undefined, undefined],
  ]);
  assert.deepEqual(["true", "Predicted", "5", "soon"].map(targetOf), [
    ...["true", "predicted", 5],
    undefined,
  ]);
});
