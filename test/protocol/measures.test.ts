// sparseDiff/verify and sparseDiff/faithfulness over a real connection: the command line's numbers, progress, a cancellation,
// edits meanwhile, and what is refused.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { CancellationTokenSource, LSPErrorCodes } from "vscode-languageserver-protocol";
import {
  type FaithfulnessJson,
  type FaithfulnessParams,
  faithfulnessRequest,
  type MeasureProgress,
  measureProgressNotification,
  type VerificationJson,
  verifyRequest,
} from "../../server/protocol/wire/measures";
import { initialWeights } from "../../server/training/initialise";
import { createRandom } from "../../server/training/random";
import { netFile, readNet } from "../tools/nets";
import { needsSharedData, paper, sharedFile } from "../tools/sharedData";
import { json, refused } from "./commandLine";
import { modelFile } from "./modelFile";
import { ask, type Server, startServer } from "./server";

const small = modelFile(
  initialWeights(8, createRandom(3), { recurrent: 0.9, input: 0.7, output: 0.5 }),
);
/** With the depth that is asked for, hours of work at any hidden size. */
const TEXT = "A text that is long enough, of words and marks. ".repeat(2000);

let server: Server;
const told: MeasureProgress[] = [];
let look = () => {};

before(async () => {
  server = await startServer();
  server.connection.onNotification(
    measureProgressNotification.method,
    (progress: MeasureProgress) => {
      told.push(progress);
      look();
    },
  );
});
after(() => server.stop());

const open = (text: string, modelPath = small) => server.openWith(text, modelPath);

const faithfulness = (
  uri: string,
  more: Partial<FaithfulnessParams> = {},
  token?: CancellationTokenSource,
) => {
  const params = { uri, version: 1, depth: 4, sample: 3, ...more };
  return ask(server.connection, faithfulnessRequest, params, token?.token);
};
const verify = (uri: string) => ask(server.connection, verifyRequest, { uri, version: 1 });

/** Waits until some of the work on a document is done. */
function hasBegun(uri: string): Promise<void> {
  return new Promise((resolve) => {
    look = () => {
      if (told.some((progress) => progress.uri === uri && progress.fraction > 0)) resolve();
    };
    look();
  });
}

test(
  "both answer with the command line's numbers on the paper's text",
  needsSharedData,
  async () => {
    const [text, model] = [sharedFile("enwik_1024.txt"), sharedFile("sat_model.bin")];
    const uri = await open(Buffer.from(paper.text()).toString("utf8"), model);
    const [checked, measured] = await Promise.all([
      verify(uri),
      faithfulness(uri, { depth: 8, sample: 5, seed: 7 }),
    ]);
    const options = ["--model", model];
    const sample = ["--depth", "8", "--sample", "5", "--seed", "7"];
    assert.deepEqual(checked.result, json<VerificationJson>("verify", text, ...options));
    const printed = json<FaithfulnessJson>("faithfulness", text, ...options, ...sample);
    assert.deepEqual(measured.result, printed);
    for (const { version, bytes, model } of [checked, measured])
      assert.deepEqual([version, bytes, model], [1, 1024, "sat_model.bin"]);
  },
);

test("both answer for nets of other kinds, with what those have", async () => {
  for (const name of ["lstm-two-layers-embedding.safetensors", "alphabet.safetensors"]) {
    const [text, model] = [netFile("text.txt"), netFile(name)];
    const uri = await open(Buffer.from(readNet("text.txt")).toString("utf8"), model);
    const [checked, measured] = [await verify(uri), await faithfulness(uri, { sample: 5 })];
    assert.deepEqual(checked.result, json<VerificationJson>("verify", text, "--model", model));
    const sample = ["--depth", "4", "--sample", "5"];
    const printed = json<FaithfulnessJson>("faithfulness", text, "--model", model, ...sample);
    assert.deepEqual(measured.result, printed);
    const isPlain = name.startsWith("alphabet");
    assert.ok(checked.result.passed && checked.result.checks.length === (isPlain ? 7 : 5));
    assert.equal("gradient" in measured.result.methods, isPlain);
    assert.equal(measured.result.chance.map, isPlain ? "gradient" : "gated");
  }
});

test("a text of which the model predicts nothing is refused by that, here and in a terminal", async () => {
  const model = netFile("alphabet.safetensors");
  const outside = path.join(path.dirname(small), "outside.txt");
  fs.writeFileSync(outside, "\u00e9".repeat(40));
  const uri = await open("\u00e9".repeat(40), model);
  await assert.rejects(verify(uri), /: no byte after the first is in the model's alphabet$/);
  await assert.rejects(
    faithfulness(uri),
    /: at none of the 3 positions sampled is the next byte in the model's alphabet$/,
  );
  for (const command of ["report", "verify", "faithfulness"]) {
    const sentence =
      /outside\.txt: .* in the model's alphabet; expected a text in its characters\n$/;
    refused(
      sentence,
      command,
      outside,
      "--model",
      model,
      ...(command === "faithfulness" ? ["--depth", "4"] : []),
    );
  }
});

test("progress is told, and a cancellation ends it and frees the document", async () => {
  const uri = await open(TEXT);
  const source = new CancellationTokenSource();
  const long = faithfulness(uri, { depth: 200, sample: 2000 }, source);
  await hasBegun(uri);
  source.cancel();
  await assert.rejects(long, { code: LSPErrorCodes.RequestCancelled });
  const fractions = told.filter((p) => p.uri === uri).map(({ fraction }) => fraction);
  assert.ok(
    fractions.every((fraction, i) => fraction < 1 && (i === 0 || fraction > fractions[i - 1]!)),
  );
  assert.equal((await faithfulness(uri)).result.sample, 3);
});

test("a second measure of the kind is refused while the first is under way, another kind is not", async () => {
  const uri = await open(TEXT);
  const source = new CancellationTokenSource();
  const long = faithfulness(uri, { depth: 200, sample: 2000 }, source);
  await assert.rejects(faithfulness(uri), /is being measured already; wait for that, or cancel it/);
  assert.equal((await verify(uri)).result.passed, true);
  source.cancel();
  await assert.rejects(long, { code: LSPErrorCodes.RequestCancelled });
});

test("an edit does not change what is measured", async () => {
  const uri = await open(TEXT.slice(0, 2000));
  const asked = { depth: 12, sample: 40 };
  const first = faithfulness(uri, asked);
  await server.change(uri, 2, [{ text: "something else, and shorter" }]);
  const { version, bytes, result } = await first;
  assert.deepEqual([version, bytes], [1, 2000]);
  const other = await open(TEXT.slice(0, 2000));
  assert.deepEqual((await faithfulness(other, asked)).result, result);
  await assert.rejects(faithfulness(uri, asked), { message: /changed since this was asked/ });
});

test("a text that is too short, and numbers out of range, are refused", async () => {
  const uri = await open("123456789");
  await assert.rejects(faithfulness(uri), /: 9 bytes; expected at least 10 for depth 4$/);
  await assert.rejects(faithfulness(uri, { depth: 0 }), /^Error: depth: Expected >=1/);
  await assert.rejects(faithfulness(uri, { sample: 0 }), /^Error: sample: Expected >=1/);
  const one = await open("1");
  await assert.rejects(verify(one), /: 1 byte; expected at least 2$/);
  await assert.rejects(verify("untitled:none"), /untitled:none: no model is attached to it/);
});
