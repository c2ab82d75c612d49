// sparseDiff/similar over a real connection: the command line's numbers, where they are in the editor, progress, cancellation, and
// what is refused; and sparse-diff similar as a process.
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { CancellationTokenSource, LSPErrorCodes } from "vscode-languageserver-protocol";
import type { TracePlace } from "../../server/protocol/wire/messages";
import { type SimilarJson, similarRequest } from "../../server/protocol/wire/similarity";
import { initialWeights } from "../../server/training/initialise";
import { createRandom } from "../../server/training/random";
import { netFile } from "../tools/nets";
import { needsSharedData, paper, sharedFile } from "../tools/sharedData";
import { until } from "../tools/states";
import { cli, json, refused } from "./commandLine";
import { modelFile } from "./modelFile";
import { ask, type Server, startServer } from "./server";

const small = modelFile(
  initialWeights(8, createRandom(3), { recurrent: 0.9, input: 0.7, output: 0.5 }),
);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-similar-"));
after(() => fs.rmSync(folder, { recursive: true }));
const file = (name: string, text: string) => {
  const at = path.join(folder, name);
  fs.writeFileSync(at, text);
  return at;
};

let server: Server;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

const open = (text: string, model = small) => server.openWith(text, model);

const caret = (line: number, character: number): TracePlace => ({ kind: "caret", line, character });
const similar = (uri: string, place: TracePlace, more: { top?: number; depth?: number } = {}) =>
  ask(server.connection, similarRequest, { uri, version: 1, place, depth: 50, ...more });

test("the command line's numbers, on the paper's text", needsSharedData, async () => {
  const [text, model] = [sharedFile("enwik_1024.txt"), sharedFile("sat_model.bin")];
  const bytes = paper.text();
  const uri = await open(Buffer.from(bytes).toString("utf8"), model);
  const lines = Buffer.from(bytes.subarray(0, 501)).toString("utf8").split("\n");
  const place = caret(lines.length - 1, lines.at(-1)?.length ?? 0);
  const { result } = await similar(uri, place);
  const printed = json<SimilarJson>("similar", text, "--model", model, "--at", "500");
  assert.deepEqual(result.found.by, printed.by);
  assert.equal(result.found.position, 500);
  const { states, lags } = result.found.by;
  assert.equal(states?.positions, 1023 - 17);
  assert.deepEqual(lags?.leftOut, { near: 17, early: 50, outside: 0, without: 11 });
  assert.deepEqual(
    states?.moments.slice(0, 3).map(({ position }) => position),
    [994, 895, 942],
  );
  for (const moment of result.placed.states)
    assert.deepEqual(moment.span, {
      utf16Start: moment.position + 1,
      utf16End: moment.position + 2,
    });
  const one = json<SimilarJson>("similar", text, "--model", model, "--at", "500", "--by", "lags");
  assert.deepEqual(one.by, { lags });
});

test("moments are placed by the characters of the text: marks, several bytes, CR LF", async () => {
  const unit = "\u00e4\u{1f600}x\r\ny";
  const uri = await open(unit.repeat(30));
  const { result } = await similar(uri, caret(10, 3), { top: 100, depth: 3 });
  const all = result.placed.states;
  assert.ok(all.length > 10);
  const bytes = Buffer.from(unit.repeat(30));
  for (const { position, target, span } of all) {
    assert.equal(bytes[position + 1], target);
    const text = unit.repeat(30).slice(span.utf16Start, span.utf16End);
    assert.ok(["\u00e4", "\u{1f600}", "x", "\r\n", "y"].includes(text), JSON.stringify(text));
    assert.ok(Buffer.from(text).includes(target));
  }
});

test("a search tells how far it has come; a cancelled one ends, and another can begin", async () => {
  const uri = await open("the cat sat on the mat. ".repeat(20000));
  const source = new CancellationTokenSource();
  const params = { uri, version: 1, place: caret(0, 100), depth: 50 };
  const asked = ask(server.connection, similarRequest, params, source.token);
  await assert.rejects(similar(uri, caret(0, 100)), /being searched for already/);
  const hasTold = () =>
    server.told.some((now) => now.uri === uri && now.measure === "similar" && now.fraction > 0.1);
  await until(hasTold, "no progress is told");
  source.cancel();
  await assert.rejects(asked, { code: LSPErrorCodes.RequestCancelled });
  const again = new CancellationTokenSource();
  const second = ask(server.connection, similarRequest, params, again.token);
  again.cancel();
  await assert.rejects(second, { code: LSPErrorCodes.RequestCancelled });
});

test("what is like no other is refused in a sentence; short and constant texts are answered", async () => {
  const uri = await open("the cat sat");
  await assert.rejects(similar(uri, caret(0, 0)), /nothing predicts the first byte/);
  await assert.rejects(similar(uri, caret(0, 3), { depth: 0 }), /depth/);
  await assert.rejects(similar(uri, caret(0, 3), { top: 101 }), /top/);
  const abc = await open(
    "the cat sat on the mat. ".repeat(4),
    netFile("alphabet-short.safetensors"),
  );
  await assert.rejects(similar(abc, caret(0, 0 + 8)), /not in the model's alphabet/);
  const two = await open("ab");
  const { result } = await similar(two, caret(0, 1));
  assert.deepEqual(
    [result.found.by.states?.positions, result.found.by.states?.chance, result.placed.states],
    [0, null, []],
  );
  const { result: same } = await similar(await open("a".repeat(99)), caret(0, 50));
  assert.ok((same.found.by.states?.chance?.median ?? 0) > 0.99);
  await server.change(uri, 2, [{ text: "other" }]);
  await assert.rejects(similar(uri, caret(0, 3)), /has changed/);
});

test("the command line says the chance level under every list, and refuses in one line", () => {
  const text = "test/data/vectors/h20-random-bytes.txt";
  const model = ["--model", "test/data/vectors/h20-random-bytes.bin"];
  const { stdout, status } = cli("similar", text, ...model, "--at", "200", "--top", "3");
  assert.equal(status, 0);
  assert.equal(stdout.replaceAll(/\s+/g, " ").match(/By chance: of \d+ positions/g)?.length, 3);
  assert.doesNotMatch(stdout, /NaN|undefined/);
  refused(
    /--by: 'gates'; expected states, neurons, lags/,
    "similar",
    text,
    ...model,
    "--at",
    "9",
    "--by",
    "gates",
  );
  refused(
    /--at: '400'; expected a whole number from 0 to 399/,
    "similar",
    text,
    ...model,
    "--at",
    "400",
  );
  for (const [option, value] of [
    ["depth", "20"],
    ["method", "gated"],
  ] as const)
    refused(
      new RegExp(`--${option}: has no meaning beside --by states`),
      "similar",
      ...[text, ...model, "--at", "200", "--by", "states", `--${option}`, value],
    );
  const alphabet = ["--model", netFile("alphabet-short.safetensors")];
  const cat = file("cat.txt", "the cat sat on the mat. ".repeat(4));
  refused(
    /--at: '23'; the byte after it, 't', is not in the model's alphabet/,
    "similar",
    cat,
    ...alphabet,
    "--at",
    "23",
  );
  const two = cli("similar", file("two.txt", "ab"), ...model, "--at", "0");
  assert.equal(two.status, 0);
  assert.match(two.stdout, /No other position could be compared\./);
});
