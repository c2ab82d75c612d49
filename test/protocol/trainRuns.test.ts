// Training runs over the wire, while they run and as they end: side by side, cancelled, with their server killed or
// asked to end. train.test.ts tests what is learnt.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { CancellationTokenSource, ShutdownRequest } from "vscode-languageserver-protocol";
import {
  describeRequest,
  type TextSource,
  type TrainProgress,
  trainProgressNotification,
} from "../../server/protocol/wire/training";
import { until } from "../tools/states";
import { ask } from "./server";
import {
  another,
  document,
  endless,
  folder,
  inFolder,
  jobs,
  progress,
  read,
  refused,
  server,
  short,
  train,
  verse,
} from "./trainServer";

test("a limited number of trainings run at once; one more is refused, with advice, until one ends", async () => {
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
    on.connection.onNotification(trainProgressNotification.method, ({ jobId }: TrainProgress) => {
      if (jobId === `job ${jobs - 1}`) resolve();
    });
  });
  const run = train(document(short), inFolder("next.bin"), endless, { token: next, on });
  await begun;
  for (const token of [...tokens, next]) token.cancel();
  await Promise.all([...runs.slice(0, 4), run]);
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

test("runs of both kinds proceed side by side, and neither waits for the other's threads", async () => {
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
    // By now every thread of the long run is busy, and stays busy.
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
  const model = path.resolve("media/sample/sample.bin");
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
    await sleep(50); // so that progress is reported in between
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

test("cancel does not wait for the end of an epoch", async () => {
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

test("a server killed during training leaves a model that loads", async () => {
  const { other, begun } = await another();
  const out = inFolder("killed.safetensors");
  const running = train(document(short.repeat(20)), out, endless, { on: other });
  running.catch(() => undefined);
  await begun();
  // The first may be written before anything is learnt.
  const bits = () => Number(read(out).metadata.bits_per_byte);
  await until(() => fs.existsSync(out) && bits() < 6, "no model is written that has learnt");
  other.process.kill("SIGKILL");
  other.stop();
  const { weights, metadata } = read(out);
  assert.equal(weights.H, 128);
  assert.equal(metadata.unfinished, "true");
  const description = await ask(server.connection, describeRequest, {
    modelPath: out,
    source: document(short.repeat(20)),
  });
  assert.equal(description.unfinished, true);
  assert.equal(description.trainedOnThisText, true);
  assert.ok(description.bitsPerByte! < 8, String(description.bitsPerByte));
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
