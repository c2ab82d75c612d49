// What the status bar says in each state.
import assert from "node:assert/strict";
import { test } from "node:test";
import { statusWords } from "../../../../../extension/features/status/statusText";
import { papersNet } from "../../../../tools/netSummaries";

test("the status bar describes each state", () => {
  const net = papersNet(128);
  const own = { path: "/m.bin", name: "m.bin", hiddenSize: 128, sha256: "00", format: "raw" };
  const model = { ...own, net };
  const ready = { kind: "ready", model, diskNote: null } as const;
  const facts = {
    server: "running",
    phase: ready,
    status: null,
    modelName: "m.bin",
    isUntrusted: false,
  } as const;
  const status = {
    uri: "u",
    version: 1,
    percent: 100,
    bitsPerByte: 0.079,
    orderZeroBits: 5,
    predictions: 1023,
    outside: 0,
  };
  assert.match(statusWords({ ...facts, status }).text, /^0\.0790 bits\/byte · m\.bin$/);
  assert.equal(statusWords({ ...facts, status: { ...status, bitsPerByte: 6.1 } }).level, "warning");
  const few = { ...status, bitsPerByte: 6.1, orderZeroBits: 0, predictions: 1 };
  assert.equal(statusWords({ ...facts, status: few }).level, "plain");
  assert.match(statusWords({ ...facts, status: { ...status, percent: 42.7 } }).sentence, /42 %/);
  assert.match(statusWords({ ...facts, isUntrusted: true, status }).text, /\$\(lock\)/);
  const failed = statusWords({ ...facts, phase: { kind: "failed", sentence: "Wrong size." } });
  assert.deepEqual([failed.level, failed.sentence], ["error", "Wrong size."]);
  assert.match(statusWords({ ...facts, server: "restarting" }).text, /restarting/);
  assert.equal(statusWords({ ...facts, server: "broken" }).level, "error");
});
