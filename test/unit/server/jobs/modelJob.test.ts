// Large models are read and copied on a worker thread: the same model, the same refusals, and a cancellation is answered while
// the thread is still at it.
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { ResponseError } from "vscode-languageserver-protocol";
import { FileError } from "../../../../server/files";
import { nodeFiles } from "../../../../server/files.node";
import { ThreadPool } from "../../../../server/jobs/threads.node";
import type { Weights } from "../../../../server/kernels/interface";
import { selectKernels } from "../../../../server/kernels/select";
import { writeModel } from "../../../../server/nets/formats";
import { SeveralNets } from "../../../../server/nets/nets";
import { packTensors, readSafetensors } from "../../../../server/nets/safetensors";
import { attach } from "../../../../server/requests/attach";
import { describeModel } from "../../../../server/requests/describeModel";
import { loadModel } from "../../../../server/requests/modelFile";
import { saveModel } from "../../../../server/requests/saveModel";
import { Session } from "../../../../server/requests/session";
import { randomNet, randomWeights } from "../../../property/kernelsModels";
import { until } from "../../../tools/states";
import { endless } from "./pool.kinds";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-large-"));
const pool = new ThreadPool({ script: path.join(__dirname, "pool.worker.js"), size: 1 });
const files = nodeFiles();
after(async () => {
  await pool.dispose();
  fs.rmSync(folder, { recursive: true });
});

function written(name: string, bytes: Uint8Array): string {
  const file = path.join(folder, name);
  fs.writeFileSync(file, bytes);
  return file;
}

const large = randomWeights(1100, 1);
const file = written("large.safetensors", writeModel(large, "large.safetensors", { seed: "1" }));

const isShared = ({ Wx, Wh, bh, Wy, by, upper = [] }: Weights) =>
  [Wx, Wh, bh, Wy, by, ...upper.flatMap((layer) => [layer.Wi, layer.Wh, layer.b])].every(
    ({ buffer }) => buffer instanceof SharedArrayBuffer,
  );

test("what a thread reads is what is read here, in memory that threads share", async () => {
  const layered = randomNet({ cell: "lstm", layers: 2, H: 300, seed: 1, gain: 1 });
  const other = written("layered.safetensors", writeModel(layered, "layered.safetensors"));
  for (const at of [file, other]) {
    const here = await loadModel(files, { file: at });
    const there = await loadModel(files, { file: at }, pool);
    assert.deepEqual(there, here);
    assert.ok(isShared(there.weights) && !isShared(here.weights), at);
  }
});

test("a small model is read here, without a thread", async () => {
  const small = written("small.bin", writeModel(randomWeights(8, 1), "small.bin"));
  assert.ok(!isShared((await loadModel(files, { file: small }, pool)).weights));
});

test("what is refused is refused by a thread too, in the same words", async () => {
  const { tensors } = readSafetensors(fs.readFileSync(file), file);
  const two = packTensors(
    ["a", "b"].flatMap((net) =>
      [...tensors.values()].map(
        ({ name, shape, values }) =>
          [`${net}.${name}`, shape, Float32Array.from(values())] as const,
      ),
    ),
    {},
  );
  const bad = fs.readFileSync(file);
  bad.writeFloatLE(Number.NaN, bad.length - 4);
  for (const [at, sentence] of [
    [written("two.safetensors", two), /two\.safetensors: 2 complete nets/],
    [written("bad.safetensors", bad), /bad\.safetensors: weight \d+ of .* is NaN/],
    [written("empty.npz", Buffer.from("PK\x05\x06a.npy")), /empty\.npz: /],
  ] as const) {
    const why = (asked: Promise<unknown>) =>
      asked.then(
        () => assert.fail("it was read"),
        (error) => error,
      );
    const here = await why(loadModel(files, { file: at }));
    const there = await why(loadModel(files, { file: at }, pool));
    assert.match(there.message, sentence);
    assert.deepEqual([there.message, there.name], [here.message, here.name]);
    if (here instanceof SeveralNets) assert.deepEqual(there.prefixes, here.prefixes);
  }
  await assert.rejects(loadModel(files, { file: "/nowhere" }, pool), FileError);
});

test("a model that ends its thread is refused by its name, and not read in the server itself", async () => {
  const broken = new ThreadPool({ script: path.join(folder, "no such script.js"), size: 1 });
  await assert.rejects(loadModel(files, { file }, broken), (error: Error) => {
    assert.equal(error.name, "InputError");
    assert.match(error.message, /large\.safetensors: A worker thread ended twice while working/);
    return true;
  });
  await broken.dispose();
});

test("a copy made on a thread has the bytes of one made here", async () => {
  const session = new Session(files, selectKernels(), pool);
  const never = { isCancellationRequested: false };
  const to = path.join(folder, "copy.safetensors");
  assert.equal(await saveModel(session, { from: file, to }, never), null);
  const alone = new Session(files, selectKernels());
  const here = path.join(folder, "here.safetensors");
  assert.equal(await saveModel(alone, { from: file, to: here }, never), null);
  assert.ok(fs.readFileSync(to).equals(fs.readFileSync(here)));
  assert.deepEqual((await loadModel(files, { file: to })).weights, large);
});

test("attach, describe and save answer a cancellation while the only thread is at something else", async () => {
  const cells = new Int32Array(new SharedArrayBuffer(4));
  const job = pool.open(endless, { cells });
  const busy = job.part(null);
  await until(() => cells[0] === 1, "the thread does not begin");
  const session = new Session(files, selectKernels(), pool);
  session.open("untitled:text", 1, "a text");
  const token = {
    isCancellationRequested: false,
    onCancellationRequested: () => ({ dispose() {} }),
  };
  const to = path.join(folder, "never.safetensors");
  const asked = [
    attach(session, { uri: "untitled:text", modelPath: file }, () => {}, token),
    describeModel(session, { modelPath: file }, token),
    saveModel(session, { from: file, to }, token),
  ];
  token.isCancellationRequested = true;
  for (const answer of await Promise.all(asked)) {
    assert.ok(answer instanceof ResponseError);
    assert.equal(answer.message, "Cancelled.");
  }
  job.close();
  await busy;
  // The thread is free for the next who asks.
  token.isCancellationRequested = false;
  const answer = await describeModel(session, { modelPath: file }, token);
  assert.ok(!(answer instanceof ResponseError) && answer?.hiddenSize === 1100);
  assert.ok(!fs.existsSync(to));
});

test("a model that is read for two is read on when one of them cancels", async () => {
  const session = new Session(files, selectKernels(), pool);
  const token = () => ({
    isCancellationRequested: false,
    onCancellationRequested: () => ({ dispose() {} }),
  });
  const [one, other] = [token(), token()];
  const asked = [one, other].map((mine) => describeModel(session, { modelPath: file }, mine));
  one.isCancellationRequested = true;
  const [first, second] = await Promise.all(asked);
  assert.ok(first instanceof ResponseError && first.message === "Cancelled.");
  assert.ok(!(second instanceof ResponseError) && second.hiddenSize === 1100);
});

test("models are kept within a bound that counts what their files say", async () => {
  const [quiet, chatty] = ["", "x".repeat(2 ** 20)].map((text_name, i) => {
    const name = `said${i}.safetensors`;
    return written(name, writeModel(randomWeights(8, 1), name, { text_name }));
  });
  const session = new Session(files, selectKernels(), undefined, 2 ** 20);
  assert.equal(await session.model(quiet), await session.model(quiet));
  assert.notEqual(await session.model(chatty), await session.model(chatty));
});
