// Training over the wire: a model and its numbers, progress, cancellation, a killed server, bad input.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CancellationTokenSource,
  ResponseError,
  ShutdownRequest,
} from "vscode-languageserver-protocol";
import { readModel } from "../../server/nets/formats";
import type { TrainChoices } from "../../server/protocol/vocabulary/training";
import type { FailureData } from "../../server/protocol/wire/messages";
import {
  comparisonRequest,
  describeRequest,
  folderTextsRequest,
  type TextSource,
  type TrainProgress,
  trainProgressNotification,
  trainRequest,
} from "../../server/protocol/wire/training";
import { until } from "../tools/states";
import { type Server, startServer } from "./server";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-train-"));
after(() => fs.rmSync(folder, { recursive: true, force: true }));

const verse = `<page>\n  <title>Sparse</title>\n  <id>17</id>\n  <text>Why this byte? Zwölf Bytes später.</text>\n</page>\n`;
const short = verse.repeat(6);
/** Without an end in sight. */
const endless = { untilBitsPerByte: 0, maxEpochs: 1_000_000 };

let server: Server;
let progress: TrainProgress[];

before(async () => {
  server = await startServer();
  progress = [];
  server.connection.onNotification(trainProgressNotification, (p) => {
    progress.push(p);
  });
});
const others: Server[] = [];
after(() => {
  for (const each of [server, ...others]) each.stop();
});

/** A server that this test may end; it is stopped with the others where the test fails before that. */
async function another() {
  const other = await startServer();
  others.push(other);
  const told: TrainProgress[] = [];
  other.connection.onNotification(trainProgressNotification, (p) => {
    told.push(p);
  });
  const begun = () => until(() => told.length > 0, "training does not begin");
  const learnt = () =>
    until(() => told.some((p) => p.runningBitsPerByte !== null), "nothing is learnt");
  return { other, told, begun, learnt };
}

let jobs = 0;
const inFolder = (name: string) => path.join(folder, name);
const document = (text: string, more: object = {}): TextSource => ({
  kind: "document",
  uri: "untitled:text",
  text,
  ...more,
});

function train(
  source: TextSource,
  outputPath: string,
  choices: TrainChoices = {},
  more: { token?: CancellationTokenSource; startFrom?: string; on?: Server } = {},
) {
  const { token, startFrom, on = server } = more;
  const params = {
    jobId: `job ${jobs++}`,
    source,
    textName: "text",
    choices,
    outputPath,
    ...(startFrom === undefined ? {} : { startFrom }),
  };
  return on.connection.sendRequest(trainRequest, params, token?.token);
}

const read = (file: string) => readModel(fs.readFileSync(file), file);
const sha256 = (text: string | Uint8Array) => createHash("sha256").update(text).digest("hex");

async function refused(sentence: RegExp, asked: Promise<unknown>): Promise<void> {
  await assert.rejects(asked, (error: ResponseError<FailureData>) => {
    assert.ok(error instanceof ResponseError);
    assert.match(error.data?.sentence ?? "", sentence);
    return true;
  });
}

test("so many trainings run at once; one more is refused, with what to do, until one has ended", async () => {
  const { other: on } = await another();
  const tokens = Array.from({ length: 5 }, () => new CancellationTokenSource());
  const runs = tokens.map((token, i) =>
    train(document(short), inFolder(`at once ${i}.bin`), endless, { token, on }),
  );
  await refused(/^4 trainings are under way.*; wait until one has ended, or cancel one/, runs[4]);
  tokens[0].cancel();
  assert.equal((await runs[0]).cancelled, true);
  const next = new CancellationTokenSource();
  const begun = new Promise<void>((resolve) => {
    on.connection.onNotification(trainProgressNotification, ({ jobId }) => {
      if (jobId === `job ${jobs - 1}`) resolve();
    });
  });
  const run = train(document(short), inFolder("next.bin"), endless, { token: next, on });
  await begun;
  for (const token of [...tokens, next]) token.cancel();
  await Promise.all([...runs.slice(0, 4), run]);
});

test("a model is trained on a text that is not open, with its numbers in the file", async () => {
  const out = inFolder("small.safetensors");
  const choices = { hiddenSize: 32, seed: 7, untilBitsPerByte: 0.2 };
  const result = await train(document(short), out, choices);
  assert.equal(result.cancelled, false);
  assert.equal(result.kept && result.measured && result.reached, true);
  assert.ok(result.bitsPerByte! <= 0.2, String(result.bitsPerByte));
  const { metadata, weights } = read(out);
  assert.equal(weights.H, 32);
  assert.deepEqual(
    [metadata.hidden_size, metadata.text_name, metadata.text_sha256, metadata.seed],
    ["32", "text", sha256(short), "7"],
  );
  assert.equal(Number(metadata.bits_per_byte), result.bitsPerByte);
  assert.equal(Number(metadata.epochs), result.epochs);
  assert.match(metadata.version, /^\d+\.\d+\.\d+$/);
  assert.equal(metadata.unfinished, undefined);
  const again = inFolder("again.safetensors");
  await train(document(short), again, choices);
  assert.equal(
    sha256(fs.readFileSync(again)),
    sha256(fs.readFileSync(out)),
    "same seed, same bytes",
  );
});

test("the bits per byte are those that the document is then read with", async () => {
  const uri = "untitled:known";
  const out = inFolder("known.safetensors");
  await server.open(uri, short);
  const result = await train({ kind: "document", uri }, out, { hiddenSize: 32, maxEpochs: 10 });
  await server.attach(uri, out);
  const status = await server.status((s) => s.uri === uri && s.percent === 100);
  assert.ok(Math.abs(status.bitsPerByte! - result.bitsPerByte!) < 1e-6);
});

test("a selection is counted in UTF-16 and trained on in bytes", async () => {
  // 'ö' is one unit and two bytes; the range is from "Zwölf" to before "später".
  const line = 4;
  const start = verse.split("\n")[line - 1].indexOf("Zw");
  const range = {
    start: { line: line - 1, character: start },
    end: { line: line - 1, character: start + "Zwölf Bytes".length },
  };
  const out = inFolder("selection.safetensors");
  const result = await train(document(verse, { range }), out, { hiddenSize: 4, maxEpochs: 1 });
  assert.equal(result.textSha256, sha256("Zwölf Bytes"));
  assert.equal(result.bytes, 12);
});

test("files are trained on one after the other, binary ones left out", async () => {
  const below = inFolder("some files");
  fs.mkdirSync(below);
  const files = ["a.txt", "b.bin", "c.txt"].map((name) => path.join(below, name));
  fs.writeFileSync(files[0], "first ");
  fs.writeFileSync(files[1], new Uint8Array([1, 0, 2]));
  fs.writeFileSync(files[2], "second");
  const chosen = await server.connection.sendRequest(folderTextsRequest, { folder: below });
  assert.deepEqual(chosen.paths, [files[0], files[2]]);
  assert.equal(chosen.bytes, 12);
  assert.deepEqual(chosen.leftOut, [{ reason: "binary", files: 1, bytes: 3, names: ["b.bin"] }]);
  const source: TextSource = { kind: "files", paths: chosen.paths };
  const out = inFolder("files.safetensors");
  const result = await train(source, out, { hiddenSize: 4, maxEpochs: 1 });
  assert.equal(result.textSha256, sha256("first second"));
  assert.deepEqual(result.files, {
    used: {
      learntFrom: { files: 2, bytes: 12 },
      heldOut: { files: 0, ends: 0, bytes: 0 },
    },
    leftOut: [],
  });
  await refused(
    /^Cannot read .*nowhere: no such file or folder\.$/,
    server.connection.sendRequest(folderTextsRequest, { folder: inFolder("nowhere") }),
  );
});

test("a corpus is judged by the files that were held out, and says so", async () => {
  const paths = Array.from({ length: 9 }, (_, i) => inFolder(`verse ${i}.txt`));
  for (const [i, file] of paths.entries()) fs.writeFileSync(file, verse.repeat(8 + (i % 3)));
  const out = inFolder("corpus.safetensors");
  const choices = { hiddenSize: 16, maxEpochs: 3, heldOutPercent: 20, bpttLength: 30 };
  const source: TextSource = { kind: "files", paths };
  progress.length = 0;
  const result = await train(source, out, choices);
  const all = paths.reduce((sum, file) => sum + fs.statSync(file).size, 0);
  assert.equal(result.bytes + result.heldOutBytes, all);
  const { learntFrom, heldOut } = result.files!.used;
  assert.equal(learntFrom.files + heldOut.files, 9);
  assert.deepEqual([learntFrom.bytes, heldOut.bytes], [result.bytes, result.heldOutBytes]);
  assert.ok(Math.abs(result.heldOutBytes - 0.2 * all) < 0.1 * all, `${result.heldOutBytes}`);
  assert.deepEqual([result.measured, result.reached, result.epochs], [true, true, 3]);
  const { metadata, weights } = read(out);
  assert.deepEqual(
    [metadata.measured_on, metadata.text_sha256, Number(metadata.bits_per_byte)],
    ["held-out files", result.textSha256, result.bitsPerByte],
  );
  assert.ok(progress.every((p) => p.heldOutBytes === result.heldOutBytes));
  const again = inFolder("corpus again.safetensors");
  await train(source, again, choices);
  assert.deepEqual(read(again).weights, weights);
  await refused(
    /^held out: 60; expected a number from 0.1 to 50$/,
    train(source, out, { heldOutPercent: 60 }),
  );
});

test("a cancelled corpus run keeps the best model so far", async () => {
  const paths = [inFolder("short.txt"), inFolder("long.txt")];
  fs.writeFileSync(paths[0], verse);
  fs.writeFileSync(paths[1], verse.repeat(2000));
  const { other, learnt } = await another();
  const token = new CancellationTokenSource();
  const out = inFolder("cancelled corpus.safetensors");
  const choices = { hiddenSize: 32, maxEpochs: 1_000_000, heldOutPercent: 5 };
  const running = train({ kind: "files", paths }, out, choices, { token, on: other });
  await learnt();
  token.cancel();
  const result = await running;
  assert.ok(result.cancelled && result.kept && result.bitsPerByte! < 9);
  assert.equal(read(out).weights.H, 32);
});

test("runs in both regimes go on beside each other, neither waiting for the other's threads", async () => {
  const { other, told } = await another();
  const paths = [0, 1, 2, 3].map((i) => inFolder(`beside ${i}.txt`));
  for (const file of paths) fs.writeFileSync(file, verse.repeat(10));
  const files: TextSource = { kind: "files", paths };
  const [memorised, corpus] = [
    { source: document(short.repeat(30)), choices: { hiddenSize: 32 } },
    { source: files, choices: { hiddenSize: 16, heldOutPercent: 20 } },
  ];
  for (const [long, soon] of [
    [memorised, corpus],
    [corpus, memorised],
  ]) {
    told.length = 0;
    const token = new CancellationTokenSource();
    const going = train(
      long.source,
      inFolder("beside long.safetensors"),
      { ...long.choices, ...endless },
      { token, on: other },
    );
    // By then every thread it is given has something to do, without an end.
    await until(() => told.length > 0, "the long one does not begin");
    const out = inFolder("beside soon.safetensors");
    const done = train(soon.source, out, { ...soon.choices, maxEpochs: 2 }, { on: other });
    const first = await Promise.race([done, going]);
    assert.equal(first.outputPath, out);
    token.cancel();
    assert.equal((await going).cancelled, true);
  }
});

test("progress comes at most ten times a second, and hovers are answered meanwhile", async () => {
  const uri = "untitled:live";
  const model = inFolder("small.safetensors");
  await server.open(uri, short);
  await server.attach(uri, model);
  await server.status((s) => s.uri === uri && s.percent === 100);
  progress.length = 0;
  const token = new CancellationTokenSource();
  const began = Date.now();
  let ended = false;
  const running = train(document(short.repeat(30)), inFolder("live.safetensors"), endless, {
    token,
  });
  void running.then(() => {
    ended = true;
  });
  for (let i = 0; i < 20 || progress.length < 3; i++) {
    const answer = await server.trace({ uri, place: { kind: "caret", line: 2, character: 5 } });
    assert.equal(answer.kind, "trace");
    await sleep(50); // so that progress is told in between
  }
  assert.equal(ended, false, "they were answered after the training");
  token.cancel();
  await running;
  const seconds = (Date.now() - began) / 1000;
  assert.ok(progress.length <= 10 * seconds + 1, `${progress.length}`);
  const last = progress.at(-1)!;
  assert.ok(last.epoch >= 1 && last.planned >= last.epoch);
  assert.ok(last.runningBitsPerByte! > 0);
  assert.ok(last.secondsLeft! > 0);
});

test("cancel waits for no epoch", async () => {
  // An epoch of this text would take minutes.
  const token = new CancellationTokenSource();
  const long = document(short.repeat(10_000));
  progress.length = 0;
  const running = train(long, inFolder("long.safetensors"), endless, { token });
  await until(() => progress.length > 0, "training does not begin");
  token.cancel();
  const result = await running;
  assert.deepEqual([result.cancelled, result.epochs], [true, 0]);
});

test("cancel keeps the best model so far", async () => {
  const out = inFolder("cancelled.safetensors");
  const text = short.repeat(3);
  const token = new CancellationTokenSource();
  progress.length = 0;
  const running = train(document(text), out, { hiddenSize: 96, ...endless }, { token });
  const known = (p: TrainProgress) => p.epoch > 1 && (p.runningBitsPerByte ?? 8) < 5;
  await until(() => progress.some(known), "it does not learn");
  token.cancel();
  const result = await running;
  assert.equal(result.cancelled && result.kept, true);
  assert.ok(result.epochs >= 1);
  assert.ok(result.bitsPerByte! < 6, String(result.bitsPerByte));
  const { metadata } = read(out);
  assert.equal(metadata.unfinished, undefined);
  const uri = "untitled:cancelled";
  await server.open(uri, text);
  await server.attach(uri, out);
  const status = await server.status((s) => s.uri === uri && s.percent === 100);
  assert.ok(Math.abs(status.bitsPerByte! - result.bitsPerByte!) < 1e-6);
});

test("cancel before anything is learnt leaves nothing behind", async () => {
  const out = inFolder("early.safetensors");
  const token = new CancellationTokenSource();
  const running = train(document(short), out, endless, { token });
  await sleep(1);
  token.cancel();
  const result = await running;
  assert.equal(result.cancelled, true);
  assert.equal(result.kept, fs.existsSync(out));
});

test("a server killed in the middle of training leaves a model that loads", async () => {
  const { other, begun } = await another();
  const out = inFolder("killed.safetensors");
  const running = train(document(short.repeat(20)), out, endless, { on: other });
  running.catch(() => undefined);
  await begun();
  await until(() => fs.existsSync(out), "no model is written");
  other.process.kill("SIGKILL");
  other.stop();
  const { weights, metadata } = read(out);
  assert.equal(weights.H, 128);
  assert.equal(metadata.unfinished, "true");
  const description = await server.connection.sendRequest(describeRequest, {
    modelPath: out,
    source: document(short.repeat(20)),
  });
  assert.equal(description.unfinished, true);
  assert.equal(description.trainedOnThisText, true);
  assert.ok(description.bitsPerByte! < 8);
  const left = fs.readdirSync(folder).filter((name) => name.includes("killed"));
  assert.ok(left.includes("killed.safetensors"));
});

test("a server that is asked to end writes the model first", async () => {
  const { other, begun } = await another();
  const out = inFolder("ended.safetensors");
  const running = train(document(short.repeat(20)), out, endless, { on: other });
  running.catch(() => undefined);
  await begun();
  await other.connection.sendRequest(ShutdownRequest.type);
  assert.equal(read(out).weights.H, 128);
  other.stop();
});

test("a continued model is never worse than the one it started from", async () => {
  const from = inFolder("small.safetensors");
  const out = inFolder("continued.safetensors");
  const result = await train(document(short), out, { maxEpochs: 8 }, { startFrom: from });
  assert.equal(result.hiddenSize, 32);
  assert.ok(result.bitsPerByte! <= Number(read(from).metadata.bits_per_byte));
});

test("a model is held beside the paper's", async () => {
  const found = await server.connection.sendRequest(comparisonRequest, {
    modelPath: inFolder("small.safetensors"),
    source: document(short),
  });
  assert.equal(found.predictions, Buffer.byteLength(short) - 1);
  assert.equal(found.positions, found.predictions - 8);
  assert.ok(found.topTenShare > 10 / 32 && found.topTenShare <= 1);
  assert.ok(found.meanRatio > 0 && found.medianRatio > 0);
});

test("bad input gets one sentence", async () => {
  const out = inFolder("never.safetensors");
  const text = document(short);
  await refused(/^text: 1 byte; expected at least 2/, train(document("x"), out));
  const compared = { modelPath: inFolder("small.safetensors"), source: document("x") };
  await refused(
    /^the text: 1 byte; expected at least 2, a byte and one to predict$/,
    server.connection.sendRequest(comparisonRequest, compared),
  );
  await refused(/^text: no bytes/, train(document(""), out));
  await refused(
    /^Cannot write .*never\.safetensors: no such file or folder\.$/,
    train(text, inFolder("missing/never.safetensors")),
  );
  await refused(
    /a part of its path is not a folder/,
    train(text, inFolder("some files/a.txt/x.safetensors")),
  );
  await refused(/ends in \.safetensors or \.bin/, train(text, inFolder("model.pt")));
  await refused(
    /^hidden size: 0; expected a whole number from 1/,
    train(text, out, { hiddenSize: 0 }),
  );
  await refused(
    /^target: 9; expected a number from 0 to 8/,
    train(text, out, { untilBitsPerByte: 9 }),
  );
  await refused(/^BPTT length: 1\.5; expected a whole/, train(text, out, { bpttLength: 1.5 }));
  await refused(
    /Cannot read .*absent\.bin/,
    train(text, out, {}, { startFrom: inFolder("absent.bin") }),
  );
  await refused(
    /untitled:nowhere: not an open document/,
    train({ kind: "document", uri: "untitled:nowhere" }, out),
  );
  await refused(/^choices\.seed: /, train(text, out, { seed: "7" as never }));
  await refused(/^outputPath: /, train(text, ""));
  assert.equal(fs.existsSync(out), false);
});
