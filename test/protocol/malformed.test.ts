// Malformed messages: the server answers requests with one sentence, ignores the rest, and goes on. Whatever a sentence
// quotes, it stays short.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { ErrorCodes } from "vscode-languageserver-protocol/node";
import { initialWeights } from "../../server/training/initialise";
import { createRandom } from "../../server/training/random";
import { modelFile } from "./modelFile";
import { forkServer, type Server, startServer } from "./server";
import { rightStart, wrongStarts } from "./wrongStarts";

const weights = initialWeights(4, createRandom(1), { recurrent: 0.9, input: 0.7, output: 0.5 });
const model = modelFile(weights);
/** The longest a sentence may be, including what it quotes. */
const LONGEST = 1000;
const long = "x".repeat(300_000);
const WIRE = "server/protocol/wire";

let server: Server;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

const send = (message: unknown, to = server.process) => to.send(message as object);

/** The server's next message that satisfies the condition. */
function answer(condition: (message: Answer) => boolean, from = server.process): Promise<Answer> {
  return new Promise((resolve) => {
    const look = (message: Answer) => {
      if (!condition(message)) return;
      from.off("message", look);
      resolve(message);
    };
    from.on("message", look);
  });
}

interface Answer {
  readonly id?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

let asked = 0;
/** Waits until the server answers, which it does only after everything sent before. */
async function isAlive(): Promise<void> {
  const id = `alive ${++asked}`;
  const answered = answer((message) => message.id === id);
  const params = { uri: "untitled:none" };
  send({ jsonrpc: "2.0", id, method: "sparseDiff/compareWithDisk", params });
  assert.match((await answered).error!.message, /untitled:none: not an open document/);
}

const notifications = [
  "$/cancelRequest",
  "$/progress",
  "$/setTrace",
  "initialized",
  "textDocument/didOpen",
  "textDocument/didChange",
  "textDocument/didClose",
  "textDocument/didSave",
  "workspace/didChangeConfiguration",
  "window/workDoneProgress/cancel",
  "no/such",
  long,
  "",
];
/** What the server of a browser asks of the extension; it answers none of these. */
const ASKED_BY_THE_SERVER = "files.ts";
/** Every request that is declared, so that a new one is among them. */
const wire = fs.readdirSync(WIRE).filter((file) => file !== ASKED_BY_THE_SERVER);
const declared = wire.flatMap((file) => {
  const source = fs.readFileSync(path.join(WIRE, file), "utf8");
  return [...source.matchAll(/ = request<[^(]*\(\s*"([^"]+)"/g)].map(([, method]) => method);
});
const requests = [...declared, "textDocument/hover", "$/no/such", long, ""];
const params = [
  undefined,
  null,
  0,
  "text",
  true,
  [],
  [null],
  [[], {}],
  {},
  { id: null },
  { id: {} },
  { uri: 1 },
  { uri: long, modelPath: long },
  { uri: "untitled:a", [long]: long },
  { textDocument: null },
  { textDocument: { uri: "untitled:a", version: "1", text: [] } },
  { textDocument: { uri: "untitled:a", version: 1 }, contentChanges: null },
  { textDocument: { uri: "untitled:a", version: 1 }, contentChanges: [{ range: {}, text: 1 }] },
  { modelPath: long, source: { kind: long } },
  { from: long, to: `${long}.bin` },
  { paths: { length: 1 } },
];

test("the server's program ends with one sentence where no parent speaks with it", () => {
  const run = spawnSync(process.execPath, [path.resolve("dist/server.js"), "--stdio"], {
    encoding: "utf8",
  });
  assert.match(run.stderr, /^the attribution server: no channel of a parent process; .*\n$/);
  assert.deepEqual([run.status, run.stdout], [2, ""]);
});

test("every method with every wrong kind of parameters, as a request, is answered", async () => {
  assert.ok(declared.includes("sparseDiff/trace") && declared.length > 20, declared.join());
  for (const method of requests)
    for (const [i, wrong] of params.entries()) {
      const id = `${method.slice(0, 40)} ${i}`;
      const answered = answer((message) => message.id === id);
      send({ jsonrpc: "2.0", id, method, params: wrong });
      const { error } = await answered;
      assert.ok(error, `${id}: an error was expected`);
      assert.ok(error.message.length < LONGEST, `${id}: ${error.message.length} characters`);
      assert.doesNotMatch(error.message, /is not a function|Cannot read prop|is not iterable/);
      assert.equal(/: not a method of/.test(error.message), !declared.includes(method), id);
    }
  await isAlive();
});

test("every method with every wrong kind of parameters, as a notification, is ignored", async () => {
  for (const method of [...notifications, ...requests])
    for (const wrong of params) send({ jsonrpc: "2.0", method, params: wrong });
  await isAlive();
});

test("the server survives values that are not messages", async () => {
  const values = [null, 0, "text", true, {}, { id: 1 }, { id: {}, method: "no/such" }];
  const more = [{ method: 1 }, { id: null, method: "sparseDiff/trace" }, { result: 1 }, []];
  const answers = [
    { id: "nobody asked", result: 1 },
    { id: null, result: 1 },
    { id: 1, error: "text" },
    { id: 1, error: {} },
  ];
  for (const value of [...values, ...more, ...answers]) send(value);
  await isAlive();
});

test("a malformed start is refused by its field, and only a good one, once, lets other requests in", async () => {
  const child = forkServer();
  after(() => child.kill("SIGKILL"));
  let id = 0;
  const answerTo = (method: string, params: unknown) => {
    const answered = answer((message) => message.id === id, child);
    send({ jsonrpc: "2.0", id: ++id, method, params }, child);
    return answered;
  };
  for (const [wrong, sentence] of wrongStarts) {
    const { error } = await answerTo("initialize", wrong);
    assert.equal(error?.code, ErrorCodes.InvalidRequest);
    assert.match(error.message, sentence);
    const early = await answerTo("sparseDiff/trace", {});
    assert.equal(early.error?.code, ErrorCodes.ServerNotInitialized);
    assert.equal(early.error.message, "sparseDiff/trace: before initialize; expected that first");
    send({ jsonrpc: "2.0", method: "textDocument/didOpen", params: {} }, child);
  }
  assert.ok((await answerTo("initialize", rightStart)).result);
  const second = await answerTo("initialize", rightStart);
  assert.equal(second.error?.message, "initialize: a second one; expected it once");
  const { error } = await answerTo("sparseDiff/trace", {});
  assert.match(error!.message, /^uri: /);
});

test("an empty path is refused in a sentence of ours", async () => {
  const answered = answer(({ id }) => id === "empty");
  const params = { uri: "untitled:a", modelPath: "" };
  send({ jsonrpc: "2.0", id: "empty", method: "sparseDiff/attach", params });
  const { error } = await answered;
  assert.equal(error?.message, "modelPath: an empty path; expected that of a file");
});

test("a huge batch is answered with one error, a flood of messages one by one", async () => {
  const request = { jsonrpc: "2.0", method: "sparseDiff/trace", params: {} };
  const batch = Array.from({ length: 100_000 }, (_, id) => ({ ...request, id }));
  const answered = answer((message) => message.id === null);
  send(batch);
  assert.match((await answered).error!.message, /batch of 100000 messages/);
  for (let i = 0; i < 5000; i++) send({ jsonrpc: "2.0", method: "$/cancelRequest" });
  for (const { id, ...other } of batch.slice(0, 5000)) send({ ...other, id: `flood ${id}` });
  await answer((message) => message.id === "flood 4999");
  await isAlive();
});

test("a change of the wrong shape changes nothing: the text before it is traced", async () => {
  const uri = "untitled:changed";
  await server.open(uri, "some text\n");
  await server.attach(uri, model);
  const start = { line: 0, character: 0 };
  const contentChanges = [{ range: { start, end: start }, text: "more " }, { text: 5 }];
  const textDocument = { uri, version: 2 };
  const wrong = { textDocument, contentChanges };
  send({ jsonrpc: "2.0", method: "textDocument/didChange", params: wrong });
  const result = await server.trace({ uri, place: { kind: "caret", line: 0, character: 4 } });
  assert.ok(result.kind === "trace");
  assert.equal(result.trace.text.bytes, 10);
});
