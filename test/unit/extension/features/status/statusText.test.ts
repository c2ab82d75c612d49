// What the status bar says in each state.
import assert from "node:assert/strict";
import { test } from "node:test";
import { statusWords, tooltipMarkdown } from "../../../../../extension/features/status/statusText";
import { parseSettings } from "../../../../../extension/state/settings";
import type { NetSummary } from "../../../../../server/protocol/wire/net";
import { lstmNet, papersNet } from "../../../../tools/netSummaries";

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

test("another net than the paper's stands before its bits; the tooltip has all of it, its alphabet and its method", () => {
  const { settings } = parseSettings(() => undefined, true);
  const own = { path: "/m.pt", name: "m.pt", hiddenSize: 256, sha256: "00", format: "torch" };
  const status = {
    uri: "u",
    version: 1,
    percent: 100,
    bitsPerByte: 2.31,
    orderZeroBits: 5,
    predictions: 1021,
    outside: 2,
  };
  const told = (net: NetSummary, outside: number) => {
    const model = { ...own, net };
    const now = { ...status, outside };
    const scale = { full: 0, unit: "nats", isSigned: true, sentence: "Nothing." } as const;
    const words = statusWords({
      server: "running",
      phase: { kind: "ready", model, diskNote: null },
      status: now,
      modelName: "m.pt",
      isUntrusted: false,
    });
    const facts = { sentence: "S.", model, status: now, diskNote: null, isUntrusted: false };
    const tooltip = tooltipMarkdown({ ...facts, settings, scale }).replaceAll("\\", "");
    return { text: words.text, tooltip };
  };
  const lstm = told(lstmNet(2, 256), 2);
  assert.equal(lstm.text, "LSTM 2x256 · 2.31 bits/byte · m.pt");
  assert.match(
    lstm.tooltip,
    /2 bytes of this text are not in the model's alphabet and not predicted\./,
  );
  assert.match(
    lstm.tooltip,
    /Model m\.pt: LSTM 2 x 256, embedding of 16, 65 characters; torch, sha256 `00`/,
  );
  assert.match(
    lstm.tooltip,
    /Method gated, .*\n\nTraced by gated: the method gradient is for one-layer/,
  );
  const papers = told(papersNet(128), 0);
  assert.equal(papers.text, "2.31 bits/byte · m.pt");
  assert.match(papers.tooltip, /Model m\.pt: Elman 128, one-hot, 256 bytes;/);
  assert.match(papers.tooltip, /Method gradient, /);
  assert.doesNotMatch(papers.tooltip, /alphabet|Traced by/);
});
