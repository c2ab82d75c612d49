// No process of the product opens a connection or looks a name up: the attribution server, its threads and the command line
// run with a watch on everything that Node can connect with, while they read, trace, report, export and train.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { analyseRequest } from "../../server/protocol/wire/analysis";
import { script } from "./commandLine";
import { ask, startServer } from "./server";

const MODEL = path.resolve("media/sample/sample.bin");
const TEXT = path.resolve("media/sample/sample.xml");
const PRELOAD = path.resolve("test/tools/editor-host/watch/preload.cjs");
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-connections-"));
after(() => fs.rmSync(folder, { recursive: true, force: true }));

interface Seen {
  readonly kind: string;
  readonly to?: string;
  readonly isMainThread: boolean;
}

/** A place to write down what was seen, as the environment of a process. */
function watched(name: string) {
  const own = path.join(folder, name);
  fs.mkdirSync(own);
  return {
    env: { ...process.env, SPARSE_DIFF_WATCH: own, NODE_OPTIONS: `--require ${PRELOAD}` },
    seen: (): Seen[] =>
      fs
        .readFileSync(path.join(own, "seen.jsonl"), "utf8")
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
  };
}

const kinds = (seen: readonly Seen[]) => [...new Set(seen.map(({ kind }) => kind))];

test("the watch sees each kind of connection, also on a thread", () => {
  for (const [name, code] of [
    ["fetch", "fetch('http://127.0.0.1:65000').catch(() => {})"],
    ["socket", "require('net').connect(65000, '127.0.0.1').on('error', () => {})"],
    ["https", "require('https').get('https://127.0.0.1:65000').on('error', () => {})"],
    ["datagram", "require('dgram').createSocket('udp4').close()"],
    ["name", "require('dns').lookup('localhost', () => {})"],
    [
      "thread",
      "new (require('worker_threads').Worker)(`require('net').connect(65000).on('error', () => {})`, { eval: true })",
    ],
  ] as const) {
    const { env, seen } = watched(`own ${name}`);
    spawnSync(process.execPath, ["-e", code], { env });
    assert.notDeepEqual(kinds(seen()), ["started"], name);
  }
});

test("no command opens a connection", () => {
  for (const args of [
    ["trace", TEXT, "--model", MODEL, "--at", "40"],
    ["report", TEXT, "--model", MODEL, "--html", path.join(folder, "report.html")],
    [
      "train",
      TEXT,
      "--out",
      path.join(folder, "net.safetensors"),
      "--hidden",
      "16",
      "--max-epochs",
      "2",
    ],
    ["info", MODEL],
    ["trace", "https://127.0.0.1:65000/text", "--model", MODEL, "--at", "1"],
    ["trace", TEXT, "--model", "https://127.0.0.1:65000/model.bin", "--at", "1"],
  ]) {
    const { env, seen } = watched(args.slice(0, 4).join(" ").replaceAll("/", " "));
    const run = spawnSync(process.execPath, [script, ...args], { env, encoding: "utf8" });
    const isRefused = args.some((word) => word.startsWith("https:"));
    assert.equal(run.status, isRefused ? 2 : 0, run.stderr);
    assert.deepEqual(kinds(seen()), ["started"], args.join(" "));
  }
});

test("the attribution server and its threads open no connection", async () => {
  const { env, seen } = watched("server");
  const before = process.env;
  process.env = env;
  const server = await startServer().finally(() => {
    process.env = before;
  });
  try {
    const text = fs.readFileSync(TEXT, "utf8");
    const uri = await server.openWith(text, MODEL);
    await server.status(({ percent }) => percent === 100);
    await server.trace({ uri, place: { kind: "character", line: 2, character: 4 } });
    await ask(server.connection, analyseRequest, { uri, version: 1 });
    const refused = server.openWith("text", "https://127.0.0.1:65000/model.bin");
    await assert.rejects(refused);
  } finally {
    server.stop();
  }
  assert.deepEqual(kinds(seen()), ["started"]);
  assert.ok(
    seen().some(({ isMainThread }) => !isMainThread),
    "no thread of the server was watched",
  );
});
