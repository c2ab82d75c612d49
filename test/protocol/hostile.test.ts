// Input made to block, to grow or to be mistaken for something else: the command line and the server answer with one
// sentence, and none of it gets into a table.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { zipSync } from "fflate";
import { writeModel } from "../../server/nets/formats";
import { causesRequest } from "../../server/protocol/wire/causes";
import { fidelityRequest, profileRequest } from "../../server/protocol/wire/charts";
import { traceWrittenRequest } from "../../server/protocol/wire/continuation";
import { layerRequest } from "../../server/protocol/wire/layer";
import type { FailureData } from "../../server/protocol/wire/messages";
import { pathsRequest } from "../../server/protocol/wire/paths";
import { wideTraceRequest } from "../../server/protocol/wire/wideTrace";
import { randomWeights } from "../property/kernelsModels";
import { assertRefused, script } from "./commandLine";
import { ask, settings, startServer } from "./server";

const MODEL = path.resolve("media/sample/sample.bin");
const TEXT = path.resolve("media/sample/sample.xml");
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-hostile-"));
after(() => fs.rmSync(folder, { recursive: true, force: true }));
const onPosix = { skip: process.platform === "win32" && "no pipes and devices in its file system" };

function pipe(name: string): string {
  const at = path.join(folder, name);
  execFileSync("mkfifo", [at]);
  return at;
}

/** A command that waits for a pipe or reads a device is killed here, without an exit code. */
const cli = (args: string[], input = "") =>
  spawnSync(process.execPath, [script, ...args], {
    encoding: "utf8",
    input,
    timeout: 60_000,
  });

type FailureOf = { readonly message: string; readonly data: FailureData };

const refused = (sentence: RegExp, ...args: string[]) => assertRefused(cli(args), sentence);

test("no command waits for a pipe or reads a device, as text or as model", onPosix, () => {
  const out = path.join(folder, "out.bin");
  const fifo = pipe("text");
  for (const [bad, kind] of [
    [fifo, /is a pipe/],
    ["/dev/zero", /is a device/],
    ["//server/share/file.bin", /another machine/],
    ["\\\\server\\share\\file.bin", /another machine/],
  ] as const) {
    refused(kind, "info", bad);
    refused(kind, "convert", bad, out);
    refused(kind, "train", bad, "--out", out);
    for (const command of ["report", "verify", "trace"]) {
      const at = command === "trace" ? ["--at", "3"] : [];
      refused(kind, command, bad, "--model", MODEL, ...at);
      refused(kind, command, TEXT, "--model", bad, ...at);
    }
  }
});

test("standard input by its path is refused with a hint to use -", onPosix, () => {
  const run = cli(["report", "/dev/stdin", "--model", MODEL], "some text");
  assert.equal(run.status, 2);
  assert.match(run.stderr, /^sparse-diff: Cannot read \/dev\/stdin: .*or - as TEXT.*\n$/);
});

test("the server refuses such models and keeps answering", onPosix, async () => {
  const server = await startServer();
  try {
    const fifo = pipe("model.bin");
    // More requests at once than there are threads for files, each for a text of its own.
    const asked = ["/dev/zero", "/dev/tty", "//server/m.bin", ...Array<string>(8).fill(fifo)];
    const answers = await Promise.all(
      asked.map(async (model, i) => {
        const own = `untitled:text-${i}`;
        await server.open(own, "text");
        return server.attach(own, model).then(
          () => "attached",
          (error: { data?: FailureData }) => error.data?.sentence,
        );
      }),
    );
    for (const [i, sentence] of answers.entries())
      assert.ok(sentence?.startsWith(`Cannot read ${asked[i]}: `), sentence);
    const uri = pathToFileURL(TEXT).href;
    await server.open(uri, fs.readFileSync(TEXT, "utf8"));
    const { model } = await server.attach(uri, MODEL);
    assert.equal(model.hiddenSize, 128);
  } finally {
    server.stop();
  }
});

test("the server's sentence is one line, whatever name in a file it quotes", async () => {
  const at = path.join(folder, "lines.npz");
  fs.writeFileSync(
    at,
    zipSync({ "b.npy": new Uint8Array(3), "Wx\nWh\u2028\u202e": new Uint8Array(3) }),
  );
  const server = await startServer();
  try {
    const uri = pathToFileURL(TEXT).href;
    await server.open(uri, "some text");
    await assert.rejects(server.attach(uri, at), ({ message, data }: FailureOf) => {
      assert.equal(
        message,
        `${at}: the archive has 'Wx<LF>Wh<U+2028><U+202E>'; expected arrays (.npy) only`,
      );
      return data.sentence === message;
    });
  } finally {
    server.stop();
  }
});

test("a table for spreadsheets has numbers under its own headings, and nothing from any file", () => {
  const name = "=cmd|'calc'!A0";
  const [text, model] = [path.join(folder, `${name}.txt`), path.join(folder, `@${name}.bin`)];
  fs.writeFileSync(text, `=1+1,"-2"\n\t@SUM(A1)\n`.repeat(9));
  fs.copyFileSync(MODEL, model);
  const csv = path.join(folder, "lags.csv");
  const run = cli(["report", text, "--model", model, "--csv", csv]);
  assert.equal(run.status, 0, run.stderr);
  const [head, ...rows] = fs.readFileSync(csv, "utf8").trim().split("\n");
  assert.match(head!, /^k(,[A-Za-z]+)+$/);
  assert.ok(rows.length > 1);
  for (const row of rows) assert.match(row, /^\d+(,-?\d+(\.\d+)?(e[+-]\d+)?)+$/);
});

/** Every state is 0, so that no gate closes, and a gradient grows by a factor of 1e20 per lag. */
function growingModel(): string {
  const weights = randomWeights(8, 1);
  for (const tensor of ["Wx", "Wh", "bh"] as const) weights[tensor].fill(0);
  for (let i = 0; i < 8; i++) weights.Wh[i * 8 + i] = 1e20;
  const at = path.join(folder, "growing.safetensors");
  fs.writeFileSync(at, writeModel(weights, at));
  return at;
}

/** A model whose predictions are not finite. */
function boundlessModel(): string {
  const weights = randomWeights(8, 1);
  weights.Wy.fill(3.4e38);
  const at = path.join(folder, "boundless.safetensors");
  fs.writeFileSync(at, writeModel(weights, at));
  return at;
}

test("finite but extreme weights give one sentence in every command, never null", () => {
  const [growing, boundless] = [growingModel(), boundlessModel()];
  const at = ["--at", "500"];
  for (const args of [
    ["trace", TEXT, ...at],
    ["trace", TEXT, ...at, "--json"],
    ["trace", TEXT, ...at, "--method", "occlusion"],
    ["report", TEXT],
    ["report", TEXT, "--json", "--threads", "2"],
    ["verify", TEXT, "--json"],
  ]) {
    const place =
      args[0] === "trace"
        ? /growing.*norm Infinity at lag 2 .* t = 500;/
        : /growing.*: norm Infinity at lag \d+ .* t = \d+;/;
    refused(place, ...args, "--model", growing);
    refused(
      /boundless.*the weights of W_y and b_y for byte 0 add up to 2\.7e\+39/,
      ...args,
      "--model",
      boundless,
    );
  }
  refused(/boundless/, "info", boundless);
  const run = cli(["trace", TEXT, "--at", "1", "--json", "--model", growing]);
  assert.equal(run.status, 0, run.stderr);
  assert.deepEqual(run.stdout.match(/"\w+":null/g), ['"threshold":null']);
});

test("the server names the model and the place where its numbers leave the finite range", async () => {
  const server = await startServer();
  try {
    const uri = pathToFileURL(TEXT).href;
    const text = fs.readFileSync(TEXT, "utf8");
    await server.open(uri, text);
    const sentence = (asked: Promise<unknown>) =>
      asked.then(
        (answer) => assert.fail(JSON.stringify(answer)),
        (error: { data?: FailureData }) => [
          error.data?.reason,
          error.data?.sentence ?? String(error),
        ],
      );
    const [reason, why] = await sentence(server.attach(uri, boundlessModel()));
    assert.equal(reason, "modelFile");
    assert.match(why!, /boundless\.safetensors: the weights of W_y/);
    await server.attach(uri, growingModel());
    await server.status(({ percent, bitsPerByte }) => percent === 100 && bitsPerByte !== null);
    const line = text.split("\n").findIndex((words, n) => n > 2 && words.length > 20);
    const place = { kind: "caret", line, character: 10 } as const;
    const shared = { uri, version: 1 };
    const norm =
      /^growing\.safetensors: norm Infinity at lag 2 of the prediction at t = \d+; expected finite numbers/;
    const trace = { ...shared, place, settings } as const;
    const influence = {
      ...shared,
      layer: "influence",
      start: { line, character: 10 },
      end: { line, character: 12 },
      depth: 20,
    } as const;
    const { connection } = server;
    const before = Buffer.byteLength(text.split("\n").slice(0, line).join("\n")) + 1 + 10;
    for (const asked of [
      server.trace({ uri, place }),
      ask(connection, profileRequest, { ...shared, settings, positions: 1000 }),
      ask(connection, fidelityRequest, { ...trace, thetas: [0.5] }),
      ask(connection, layerRequest, influence),
      ask(connection, causesRequest, trace),
      ask(connection, wideTraceRequest, {
        ...shared,
        target: { kind: "span", start: { line, character: 9 }, end: { line, character: 11 } },
        depth: 20,
        method: "gradient",
      }),
      ask(connection, pathsRequest, { ...trace, columns: 8, neurons: 4, least: 0.1 }),
      ask(connection, traceWrittenRequest, {
        ...shared,
        place: { line, character: 10 },
        bytes: [97, 98],
        index: 1,
        settings,
      }),
    ].map(sentence)) {
      const [reason, sentenceOf] = await asked;
      assert.equal(reason, "modelFile", sentenceOf);
      assert.match(sentenceOf!, norm);
    }
    const [, inLayer] = await sentence(ask(connection, layerRequest, influence));
    assert.match(inLayer!, new RegExp(` t = ${before + 2};`));
  } finally {
    server.stop();
  }
});
