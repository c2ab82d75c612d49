// Training over the wire: the sources of text, what the model and its file then say, and what is refused.
// trainRuns.test.ts tests how runs proceed and end.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { CancellationTokenSource, LSPErrorCodes } from "vscode-languageserver-protocol/node";
import {
  comparisonRequest,
  folderTextsRequest,
  type TextSource,
} from "../../server/protocol/wire/training";
import { ask } from "./server";
import {
  document,
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

test("the reported bits per byte are those of reading the document with the model", async () => {
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

test("files are trained on one after the other, without binary ones", async () => {
  const below = inFolder("some files");
  fs.mkdirSync(below);
  const files = ["a.txt", "b.bin", "c.txt"].map((name) => path.join(below, name));
  fs.writeFileSync(files[0], "first ");
  fs.writeFileSync(files[1], new Uint8Array([1, 0, 2]));
  fs.writeFileSync(files[2], "second");
  const chosen = await ask(server.connection, folderTextsRequest, { folder: below });
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
    ask(server.connection, folderTextsRequest, { folder: inFolder("nowhere") }),
  );
});

test("looking through a whole disk for texts is cancelled at once", async () => {
  const { root } = path.parse(process.cwd());
  const cancelling = new CancellationTokenSource();
  const asked = ask(server.connection, folderTextsRequest, { folder: root }, cancelling.token);
  cancelling.cancel();
  await assert.rejects(asked, { code: LSPErrorCodes.RequestCancelled });
});

test("a corpus run is judged by the held-out files, and says so", async () => {
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

test("a continued model is never worse than the one it started from", async () => {
  const from = inFolder("small.safetensors");
  const out = inFolder("continued.safetensors");
  const result = await train(document(short), out, { maxEpochs: 8 }, { startFrom: from });
  assert.equal(result.hiddenSize, 32);
  assert.ok(result.bitsPerByte! <= Number(read(from).metadata.bits_per_byte));
});

test("a model is compared with the paper's", async () => {
  const found = await ask(server.connection, comparisonRequest, {
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
    ask(server.connection, comparisonRequest, compared),
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
