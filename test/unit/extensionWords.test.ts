// Numbers, bytes and sentences as users read them.

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import {
  CancellationTokenSource,
  ConnectionError,
  ConnectionErrors,
  ErrorCodes,
  ResponseError,
} from "vscode-languageserver-protocol/node";
import { Repaints } from "../../extension/features/paint/timing";
import { statusWords } from "../../extension/features/status/statusText";
import { serverStopped } from "../../extension/state/cannotRun";
import {
  CrashBudget,
  isDisconnected,
  isModelMissing,
  isQuiet,
  sentenceOf,
} from "../../extension/state/failures";
import { COMMANDS } from "../../extension/state/ids";
import { unlessCancelled } from "../../extension/state/lifetime";
import { withoutIcons, withoutLinks } from "../../extension/state/literal";
import { serverSentence } from "../../extension/state/phases";
import { parseSettings, thresholdOf } from "../../extension/state/settings";
import { parseByte } from "../../server/protocol/words/byteNames";
import { count, percent, probability, signed, three } from "../../server/protocol/words/numbers";

test("three significant digits, a sign where it matters", () => {
  assert.equal(three(0.99804), "0.998");
  assert.equal(three(0.0028331), "0.00283");
  assert.equal(three(1234), "1230");
  assert.equal(three(999.7), "1000");
  assert.equal(three(2.96e-5), "2.96e\u22125");
  assert.equal(three(0), "0");
  assert.equal(signed(0.0157), "+0.0157");
  assert.equal(signed(-0.0151), "\u22120.0151");
  assert.deepEqual([7, 999, 1024, 20971520].map(count), ["7", "999", "1,024", "20,971,520"]);
  assert.equal(percent(0.177), "17.7\u00a0%");
  assert.equal(percent(12.3), "1230\u00a0%");
  assert.equal(probability(0.99804), "0.998");
  assert.equal(probability(0.999754), "0.999754");
  assert.equal(probability(0.9999704), "0.9999704");
  assert.equal(probability(1 - 2.5e-9), "1 \u2212 2.50e\u22129");
  assert.equal(probability(1), "1.00");
});

test("a byte is decimal or 0x; '5' is byte 5", () => {
  assert.equal(parseByte("5"), 5);
  assert.equal(parseByte("0xff"), 255);
  for (const bad of ["256", "0x100", "m", "", "-1", "1.5", "0x"])
    assert.equal(parseByte(bad), undefined, bad);
});

test("a bad setting is one sentence with its name, what was found and what was expected", () => {
  const raw: Record<string, unknown> = { depth: -3, target: "x", "threshold.nucleus": 99.95 };
  const { settings, problems } = parseSettings((key) => raw[key], true);
  assert.equal(settings.depth, 50);
  assert.equal(settings.target, "true");
  assert.equal(problems.length, 3);
  assert.match(problems[0]!, /sparseDiff\.depth is -3, expected a whole number from 0 to 1000/);
});

test("a bad setting from an untrusted workspace is not quoted, and a long one is cut", () => {
  const raw: Record<string, unknown> = { method: "[x](command:y)", target: "z".repeat(300_000) };
  const strange = parseSettings((key) => raw[key], false).problems;
  assert.match(strange[0]!, /^The setting sparseDiff\.method cannot be used, expected one of/);
  for (const problem of strange) assert.doesNotMatch(problem, /command|zz/);
  const own = parseSettings((key) => raw[key], true).problems;
  for (const problem of own) assert.ok(problem.length < 300, problem);
});

test("links and icons in foreign text stay text", () => {
  assert.equal(withoutLinks("a [x](command:y) b"), "a [x] (command:y) b");
  assert.equal(withoutIcons("$(trash) $5 (x)"), "\\$(trash) $5 (x)");
});

test("only notices.ts uses VS Code's message boxes", () => {
  const speaks =
    /window\s*\.\s*(show(Information|Warning|Error)Message|showQuickPick|showInputBox|createInputBox|withProgress|setStatusBarMessage)\b/;
  const folder = path.resolve("extension");
  const found = fs
    .readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .filter((name) => speaks.test(fs.readFileSync(path.join(folder, name), "utf8")));
  assert.deepEqual(found, ["notices.ts"]);
});

test("percents become shares of one for the protocol", () => {
  const raw: Record<string, unknown> = { "threshold.enabled": true, "threshold.nucleus": 95 };
  const { settings } = parseSettings((key) => raw[key], true);
  assert.deepEqual(thresholdOf(settings), { rule: "nucleus", value: 0.95, scope: "display" });
  assert.equal(thresholdOf({ ...settings, thresholdEnabled: false }), null);
});

test("a server that stops is restarted five times, after growing waits, then no more", () => {
  const budget = new CrashBudget();
  const waits = Array.from({ length: 6 }, () => budget.crashed(10));
  assert.deepEqual(waits, [250, 500, 1000, 2000, 4000, undefined]);
  budget.reset();
  assert.equal(budget.crashed(10), 250);
  budget.crashed(10);
  assert.equal(budget.crashed(200_000), 250);
});

test("at most ten repaints in any second; the first is immediate and the last is never lost", () => {
  for (const pace of ["soon", "even"] as const) {
    const painted = paintedBy(3000, pace, () => true);
    assert.equal(painted[0], 0);
    for (const from of painted) {
      const within = painted.filter((at) => at >= from && at < from + 1000);
      assert.ok(within.length <= 10, `${within}`);
    }
    assert.ok((painted.at(-1) ?? 0) >= 2000, `${painted}`);
  }
});

test("answers are painted as they come, a stream of changes evenly", () => {
  const asked = new Set([0, 14, 140, 154, 420]);
  const isAsked = (now: number) => asked.has(now);
  assert.deepEqual(paintedBy(1000, "soon", isAsked), [...asked]);
  assert.deepEqual(paintedBy(1000, "even", isAsked), [0, 105, 210, 420]);
});

test("an answer does not wait for an evenly paced repaint", () => {
  const painted: number[] = [];
  const cancelled: number[] = [];
  const repaints = new Repaints(() => painted.push(0), {
    now: () => 0,
    after: (ms) => () => cancelled.push(ms),
  });
  for (const pace of ["even", "even", "soon"] as const) repaints.request(pace);
  assert.equal(painted.length, 2);
  assert.deepEqual(cancelled, [100]);
});

/** The times of repaints, if repaints are requested at the milliseconds for which `isAsked` is true. */
function paintedBy(
  until: number,
  pace: "soon" | "even",
  isAsked: (now: number) => boolean,
): number[] {
  let now = 0;
  let later: { at: number; run: () => void }[] = [];
  const painted: number[] = [];
  const repaints = new Repaints(() => painted.push(now), {
    now: () => now,
    after: (ms, run) => {
      const due = { at: now + ms, run };
      later.push(due);
      return () => {
        later = later.filter((other) => other !== due);
      };
    },
  });
  for (now = 0; now < until; now += 7) {
    for (const due of later.filter(({ at }) => at <= now)) due.run();
    if (isAsked(now)) repaints.request(pace);
  }
  return painted;
}

test("a repaint with nothing to paint does not delay the next one", () => {
  const painted: number[] = [];
  let hasSomething = false;
  const repaints = new Repaints(() => hasSomething && painted.push(0), {
    now: () => 0,
    after: () => () => undefined,
  });
  repaints.request();
  hasSomething = true;
  repaints.request();
  assert.equal(painted.length, 1);
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

test("something that cannot be cancelled is waited for only as long as it is wanted", async () => {
  const source = new CancellationTokenSource();
  const { token } = source;
  assert.equal(await unlessCancelled(Promise.resolve(7), token), 7);
  await assert.rejects(unlessCancelled(Promise.reject(new Error("late")), token), /late/);
  const never = unlessCancelled(new Promise(() => undefined), token);
  source.cancel();
  assert.equal(await never, undefined);
  assert.equal(await unlessCancelled(Promise.resolve(7), token), undefined);
});

test("the status bar describes each state", () => {
  const model = { path: "/m.bin", name: "m.bin", hiddenSize: 128, sha256: "00", format: "raw" };
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

test("a server that stopped for good is reported the same way everywhere, with a way to restart it", () => {
  const { message, remedy } = serverStopped();
  const model = { path: "/m.bin", name: "m.bin", hiddenSize: 128, sha256: "00", format: "raw" };
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
