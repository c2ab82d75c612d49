// A net of each cell, trained over the wire, and what becomes of it: saved, converted, read again, traced, edited under,
// trained further, and read by another server after the first was killed, always with the same bits. And the command line:
// the same net as over the wire, on a folder the same bytes on any number of threads and from a checkpoint.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { CELL_LABELS, type CellKind } from "../../server/protocol/vocabulary/cells";
import { namesOf } from "../../server/protocol/vocabulary/terms";
import type { EditorTrace } from "../../server/protocol/wire/messages";
import { saveModelRequest } from "../../server/protocol/wire/training";
import { until } from "../tools/states";
import { ask, type Server, settings } from "./server";
import {
  another,
  document,
  folder,
  inFolder,
  progress,
  read,
  refused,
  server,
  sha256,
  short,
  train,
  verse,
} from "./trainServer";

const cells = namesOf(CELL_LABELS);
const choices = { hiddenSize: 18, seed: 3, maxEpochs: 6 };
const trained = (cell: CellKind) => inFolder(`${cell}.safetensors`);
const cli = (...args: string[]) =>
  spawnSync(process.execPath, [path.resolve("dist/cli.js"), ...args], { encoding: "utf8" });

/** A trace without the document's address and version, and without what counting pays, which comes when it has counted. */
async function traceOf(on: Server, uri: string, version: number): Promise<EditorTrace> {
  const place = { kind: "character", line: 7, character: 9 } as const;
  const gated = { ...settings, method: "gated" } as const;
  const answer = await on.trace({ uri, version, place, settings: gated });
  assert.ok(answer.kind === "trace", JSON.stringify(answer));
  const { offsets } = answer.trace;
  assert.ok(offsets.length > 40 && offsets.some((one) => one.attribution !== 0));
  const { countingBits: _, ...ofNet } = answer;
  return { ...ofNet, uri: "", version: 0 };
}

/** Opens the text and reads it with the model. */
async function reads(on: Server, uri: string, model: string): Promise<EditorTrace> {
  await on.open(uri, short);
  await on.attach(uri, model);
  return traceOf(on, uri, 1);
}

for (const cell of cells) {
  test(`${cell}: a trained net is saved, converted, read and edited under with the same bits`, async () => {
    const out = trained(cell);
    progress.length = 0;
    const result = await train(document(short), out, { ...choices, cell });
    assert.deepEqual([result.cell, result.hiddenSize, result.kept], [cell, 18, true]);
    assert.ok(result.measured && result.bitsPerByte! < 5, `${result.bitsPerByte} bits per byte`);
    assert.ok(progress.every((p) => p.cell === cell && p.hiddenSize === 18));
    const { metadata, net } = read(out);
    assert.deepEqual([net.cell, net.layers, net.alphabet.size], [cell, 1, 256]);
    assert.equal(Number(metadata.bits_per_byte), result.bitsPerByte);
    const again = inFolder(`${cell} again.safetensors`);
    await train(document(short), again, { ...choices, cell });
    assert.equal(sha256(fs.readFileSync(again)), sha256(fs.readFileSync(out)));

    const { other } = await another();
    const uri = `untitled:${cell}`;
    const first = await reads(other, uri, out);
    const status = await other.status((s) => s.uri === uri && s.percent === 100);
    assert.ok(Math.abs(status.bitsPerByte! - result.bitsPerByte!) < 1e-6);

    const [saved, converted] = ["saved", "converted"].map((how) =>
      inFolder(`${cell} ${how}.safetensors`),
    );
    await ask(other.connection, saveModelRequest, { from: out, to: saved });
    const { status: code, stderr } = cli("convert", out, converted);
    assert.equal(code, 0, stderr);
    for (const copy of [saved, converted]) {
      assert.deepEqual(read(copy).weights, read(out).weights);
      assert.deepEqual(await reads(other, `untitled:${path.basename(copy)}`, copy), first);
    }

    // A byte more before the place, and no more.
    const start = { line: 2, character: 4 };
    await other.change(uri, 2, [{ range: { start, end: start }, text: "x" }]);
    assert.notDeepEqual((await traceOf(other, uri, 2)).trace, first.trace);
    const end = { line: 2, character: 5 };
    await other.change(uri, 3, [{ range: { start, end }, text: "" }]);
    assert.deepEqual(await traceOf(other, uri, 3), first);

    const further = inFolder(`${cell} further.safetensors`);
    const more = await train(document(short), further, { maxEpochs: 4 }, { startFrom: out });
    assert.deepEqual([more.cell, more.hiddenSize], [cell, 18]);
    assert.ok(more.bitsPerByte! < result.bitsPerByte!);

    other.process.kill("SIGKILL");
    const { other: next } = await another();
    assert.deepEqual(await reads(next, uri, out), first);
    const same = inFolder(`${cell} further again.safetensors`);
    await train(document(short), same, { maxEpochs: 4 }, { startFrom: out, on: next });
    assert.equal(sha256(fs.readFileSync(same)), sha256(fs.readFileSync(further)));
  });

  test(`${cell}: a server that is killed during training leaves a net that is read and traced`, async () => {
    const { other } = await another();
    const out = inFolder(`${cell} killed.safetensors`);
    const endless = { hiddenSize: 18, cell, untilBitsPerByte: 0, maxEpochs: 1_000_000 };
    const running = train(document(short.repeat(40)), out, endless, { on: other }).catch(() => 0);
    await until(() => fs.existsSync(out), "no checkpoint is written");
    other.process.kill("SIGKILL");
    other.connection.dispose();
    void running;
    const { metadata, net } = read(out);
    assert.deepEqual([metadata.unfinished, net.cell], ["true", cell]);
    await reads(server, `untitled:${cell} killed`, out);
  });

  test(`${cell}: the command line trains the same net`, () => {
    const [text, out] = [inFolder("verses.xml"), inFolder(`${cell} cli.safetensors`)];
    fs.writeFileSync(text, short);
    const numbers = ["--hidden", "18", "--seed", "3", "--max-epochs", "6", "--until-bpc", "0"];
    const done = cli("train", text, "--cell", cell, ...numbers, "--out", out, "--json");
    assert.equal(done.status, 0, done.stderr);
    const json = JSON.parse(done.stdout);
    assert.deepEqual([json.cell, json.hiddenSize], [cell, 18]);
    assert.deepEqual(read(out).weights, read(trained(cell)).weights);
    const said = cli("info", out).stdout;
    assert.match(said, new RegExp(CELL_LABELS[cell]));
  });

  test(`${cell}: a folder gives the same bytes on any number of threads and from a checkpoint`, async () => {
    const below = path.join(folder, "texts");
    fs.mkdirSync(below, { recursive: true });
    for (let i = 0; i < 8; i++)
      fs.writeFileSync(path.join(below, `${i}.xml`), verse.repeat(6 + (i % 3)));
    const train = ["train", below, "--cell", cell, "--hidden", "12", "--max-epochs", "40"];
    const [whole, ...others] = ["1", "2", "3"].map((threads) => {
      const out = inFolder(`${cell} threads ${threads}.safetensors`);
      const done = cli(...train, "--threads", threads, "--out", out);
      assert.equal(done.status, 0, done.stderr);
      assert.match(done.stdout, new RegExp(`${CELL_LABELS[cell]} 12, seed 42`));
      return fs.readFileSync(out);
    });
    for (const other of others) assert.deepEqual(other, whole);
    const [out, checkpoint] = [
      inFolder(`${cell} parts.safetensors`),
      inFolder(`${cell}.checkpoint`),
    ];
    const more = [...train, "--out", out, "--checkpoint", checkpoint];
    const child = spawn(process.execPath, [path.resolve("dist/cli.js"), ...more], {
      stdio: "ignore",
    });
    while (!fs.existsSync(checkpoint)) await sleep(5);
    child.kill("SIGINT");
    await once(child, "exit");
    fs.rmSync(out, { force: true });
    const done = cli(...more);
    assert.equal(done.status, 0, done.stderr);
    assert.deepEqual(fs.readFileSync(out), whole);
    const [next] = cells.filter((one) => one !== cell);
    const other = cli(...more.map((word) => (word === cell ? next : word)));
    assert.match(other.stderr, /a checkpoint of another run/);
  });
}

test("what no training knows is refused in one sentence", async () => {
  const out = inFolder("never.safetensors");
  const text = document(short);
  await refused(/^choices\.cell: /, train(text, out, { cell: "rnn" as never }));
  const room = /never\.bin: raw weights hold one layer of tanh .*; expected .*\.safetensors\n?$/;
  await refused(room, train(text, inFolder("never.bin"), { cell: "gru" }));
  await refused(
    /^cell: lstm; the model to continue is gru; expected no cell, or the same$/,
    train(text, out, { cell: "lstm" }, { startFrom: trained("gru") }),
  );
  await refused(room, train(text, inFolder("never.bin"), {}, { startFrom: trained("lstm") }));
  const file = inFolder("verses.xml");
  const bad = cli("train", file, "--cell", "rnn", "--out", out);
  assert.deepEqual(
    [bad.status, bad.stderr],
    [2, "sparse-diff: --cell: 'rnn'; expected elman, gru, lstm\n"],
  );
  const raw = cli("train", file, "--cell", "lstm", "--out", inFolder("never.bin"));
  assert.match(raw.stderr, room);
  assert.equal(fs.existsSync(out), false);
});
