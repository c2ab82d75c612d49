// How soon a long request is answered after it is cancelled, with both cores busy; and what a thousand hovers in a second cost. Each
// request is cancelled at a random moment. That it is answered is asserted, how soon is measured.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CancellationTokenSource,
  LSPErrorCodes,
  ResponseError,
} from "vscode-languageserver-protocol/node";
import { attachRequest, traceRequest } from "../../../server/protocol/wire/messages";
import { createRandom } from "../../../server/training/random";
import { ask, type Server, settings, startServer } from "../../protocol/server";
import {
  aboutModels,
  aboutText,
  type LongRequest,
  type Models,
  makeModels,
  words,
} from "./cancel/requests";
import { type LongRun, type Report, rounds } from "./report";
import { canWatch, computedBy, memoryOf } from "./watch";

/** Milliseconds after which a request is cancelled, at most. */
const LATEST = 150;
/** Milliseconds after which an answer is missed. */
const LOST = 120_000;
const HOVERS = 1000;
/** Of these, the last are wanted. */
const WANTED = 3;

const TEXTS = ["usual", "lstm", "large"] as const;

interface Open {
  readonly uri: string;
  readonly model: (typeof TEXTS)[number];
}

export async function run(long: LongRun): Promise<void> {
  const busy = os.cpus().map(keepBusy);
  try {
    await rounds(long, (seed) => oneRound(seed, Number.POSITIVE_INFINITY, long.report));
  } finally {
    for (const one of busy) one.kill("SIGKILL");
  }
}

/** A process that keeps a core at work until this one ends, however it ends. */
function keepBusy(): ChildProcess {
  const work =
    "const { ppid } = process; while (process.ppid === ppid) for (let i = 0; i < 1e8; i++);";
  return spawn(process.execPath, ["-e", work], { stdio: "ignore" });
}

/** @param most requests that are cancelled, of all that there are */
export async function oneRound(seed: number, most: number, report: Report): Promise<void> {
  const random = createRandom(seed);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-cancel-"));
  const server = await startServer();
  try {
    const models = makeModels(folder);
    const texts: Open[] = [];
    for (const model of TEXTS) texts.push(await opened(server, models, model));
    const all = [
      ...texts.flatMap(({ uri, model }) =>
        aboutText(uri, folder).map((request) => ({ request, of: model as string })),
      ),
      ...aboutModels(models, folder, seed).map((request) => ({ request, of: "models" })),
    ];
    for (const { request, of } of shuffled(all, random.uniform).slice(0, most)) {
      const after = LATEST * random.uniform();
      await cancelled(server, request, of, after, report);
      report.count("requests cancelled");
    }
    await manyHovers(server, texts[0].uri, report);
    await attachments(server, models, texts[2].uri, random.uniform, report);
    if (canWatch) report.time("memory at the end in MiB", memoryOf(server.process).now);
  } finally {
    server.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function opened(server: Server, models: Models, model: Open["model"]): Promise<Open> {
  const uri = `untitled:${model}`;
  await server.open(uri, words(model === "large" ? 6_000 : 200_000));
  await server.attach(uri, models[model]);
  await server.status((status) => status.uri === uri && status.percent === 100);
  return { uri, model };
}

interface Latency {
  /** Milliseconds from the cancellation to the answer. */
  readonly waited: number;
  /** Of these, those that the server's main thread computed, which other programs on the machine do not lengthen. */
  readonly computed: number;
}

/** Undefined if it was answered before. */
async function latency(
  server: Server,
  { name, params }: LongRequest,
  after: number,
): Promise<Latency | undefined> {
  const token = new CancellationTokenSource();
  let at: { time: number; computed: number } | undefined;
  const asked = server.connection.sendRequest(`sparseDiff/${name}`, params, token.token).then(
    () => "answered" as const,
    (error) => {
      // Where the text could not be asked for this, the sentence says so.
      assert.ok(error instanceof ResponseError, String(error));
      return error.code === LSPErrorCodes.RequestCancelled
        ? ("cancelled" as const)
        : ("refused" as const);
    },
  );
  const cancel = sleep(after).then(() => {
    at = { time: performance.now(), computed: computedBy(server.process) };
    token.cancel();
  });
  const lost = new AbortController();
  const missed = sleep(LOST, undefined, { signal: lost.signal }).then(
    () => Promise.reject(new Error(`${name} has no answer, although it was cancelled`)),
    () => "answered" as const,
  );
  const how = await Promise.race([asked, missed]);
  const [now, computed] = [performance.now(), computedBy(server.process)];
  lost.abort();
  await cancel;
  // A cancelled training has a result.
  const isCancelled = how === "cancelled" || name === "train";
  if (!isCancelled || at === undefined || now < at.time) return undefined;
  return { waited: now - at.time, computed: computed - at.computed };
}

async function cancelled(
  server: Server,
  request: LongRequest,
  of: string,
  after: number,
  report: Report,
): Promise<void> {
  const took = await latency(server, request, after);
  if (took === undefined) return report.count("requests answered before they were cancelled");
  report.time("from cancellation to answer", took.waited);
  report.time("from cancellation to answer, computing", took.computed);
  report.time(`from cancellation to answer: ${request.name}, ${of}`, took.waited);
  report.time(`from cancellation to answer, computing: ${request.name}, ${of}`, took.computed);
}

/** A thousand traces for one purpose in a second: all but the last few are cancelled or overtaken. */
async function manyHovers(server: Server, uri: string, report: Report): Promise<void> {
  const hover = (i: number, token?: CancellationTokenSource) => {
    const place = { kind: "caret", line: 5 + (i % 30), character: i % 60 } as const;
    const params = { uri, version: 1, place, settings, purpose: "hover" };
    return ask(server.connection, traceRequest, params, token?.token).then(
      ({ kind }) => kind as string,
      () => "cancelled",
    );
  };
  const [few, own] = [performance.now(), computedBy(server.process)];
  for (let i = 0; i < WANTED; i++) assert.equal(await hover(i), "trace");
  report.time(`${WANTED} hovers`, performance.now() - few);
  report.time(`${WANTED} hovers, computing`, computedBy(server.process) - own);
  const [before, computed] = [performance.now(), computedBy(server.process)];
  const asked: Promise<string>[] = [];
  for (let i = 0; i < HOVERS; i++) {
    const token = new CancellationTokenSource();
    asked.push(hover(i, token));
    if (i % 2 === 0) token.cancel();
    if (i % 10 === 9) await sleep(10);
  }
  const sent = performance.now();
  assert.equal(await hover(1), "trace");
  report.time(`the last of ${HOVERS} hovers, after it is asked for`, performance.now() - sent);
  const kinds = await Promise.all(asked);
  report.time(`${HOVERS} hovers`, performance.now() - before);
  report.time(`${HOVERS} hovers, computing`, computedBy(server.process) - computed);
  report.count("hovers answered", kinds.filter((kind) => kind === "trace").length);
  report.count("hovers cancelled", kinds.filter((kind) => kind === "cancelled").length);
}

/** A text is attached to a large model again and again, each time cancelled, and at last not. */
async function attachments(
  server: Server,
  { large, lstm }: Models,
  uri: string,
  random: () => number,
  report: Report,
): Promise<void> {
  for (let i = 0; i < 10; i++) {
    // Written anew, so that it is not in memory already.
    fs.utimesSync(large, new Date(), new Date(Date.now() + 1000 * i));
    const request = { name: "attach", params: { uri, modelPath: large } };
    await cancelled(server, request, "large", LATEST * random(), report);
  }
  const { model } = await ask(server.connection, attachRequest, { uri, modelPath: lstm });
  assert.equal(model.hiddenSize, 96);
}

function shuffled<T>(all: readonly T[], random: () => number): T[] {
  const left = [...all];
  return all.map(() => left.splice(Math.floor(random() * left.length), 1)[0]);
}
