// Model files as people save them, on the command line: what info prints, which net --prefix chooses, what convert
// writes and what it refuses.
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import type { Report } from "../../server/protocol/wire/reportJson";
import { expectedNets, netFile } from "../tools/nets";
import { cli, json, refused } from "./commandLine";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-nets-"));
after(() => fs.rmSync(folder, { recursive: true, force: true }));

const text = netFile("text.txt");

test("info prints everything that was understood of a file", () => {
  const info = json<Record<string, unknown>>("info", netFile("embedding.safetensors"));
  assert.equal(info.cell, "elman");
  assert.equal(info.nonlinearity, "tanh");
  assert.equal(info.layers, 1);
  assert.deepEqual(info.input, { kind: "embedding", width: 5 });
  assert.deepEqual(info.alphabet, { size: 256, source: "bytes", characters: null });
  assert.equal(info.dtype, "F32");
  assert.equal(info.hiddenSize, 6);
  const words = cli("info", netFile("f64.safetensors")).stdout;
  assert.match(words, /^net +Elman \d+, one-hot, 256 bytes$/m);
  assert.match(words, /^numbers +F64, rounded once to F32$/m);
  assert.match(words, /^b_h +rnn\.bias_ih_l0 \+ rnn\.bias_hh_l0$/m);
  assert.match(cli("info", netFile("harmless.safetensors")).stdout, /^left out +step, empty$/m);
  assert.match(
    cli("info", netFile("tied.safetensors")).stdout,
    /^W_y +fc\.weight \(shared: embedding\.weight\)$/m,
  );
});

test("info says what a module of PyTorch was understood to be, and code.pt what it would call", () => {
  const info = json<Record<string, unknown>>("info", netFile("torch-tanh-module.pt"));
  assert.equal(info.format, "torch");
  assert.deepEqual(info.input, { kind: "embedding", width: 5 });
  assert.deepEqual(info.metadata, { nonlinearity: "tanh", cell: "rnn" });
  refused(/calls posix\.system, .* nothing was run/, "info", netFile("code.pt"));
});

interface Info {
  readonly cell: string;
  readonly nonlinearity: string | null;
  readonly layers: number;
  readonly input: unknown;
  readonly alphabet: {
    readonly size: number;
    readonly source: string;
    readonly characters: readonly string[] | null;
  };
  readonly parameters: number;
}

test("info says which cell, how many layers and which alphabet", () => {
  const net = (name: string, ...more: string[]) => {
    const { cell, nonlinearity, layers, input } = json<Info>("info", netFile(name), ...more);
    return [cell, nonlinearity, layers, input];
  };
  const oneHot = { kind: "one-hot", width: 256 };
  assert.deepEqual(net("relu.safetensors"), ["elman", "relu", 1, oneHot]);
  assert.deepEqual(net("rnn-two-layers.safetensors"), ["elman", "tanh", 2, oneHot]);
  assert.deepEqual(net("gru-three-layers.safetensors"), ["gru", null, 3, oneHot]);
  assert.deepEqual(net("lstm-two-layers-embedding.safetensors"), [
    ...["lstm", null, 2],
    { kind: "embedding", width: 5 },
  ]);
  assert.deepEqual(net("plain.safetensors", "--nonlinearity", "relu")[1], "relu");
  const words = (name: string, ...more: string[]) => cli("info", netFile(name), ...more).stdout;
  assert.match(
    words("lstm-two-layers-embedding.safetensors"),
    /^net +LSTM 2 x 6, embedding of 5, 256 bytes$/m,
  );
  assert.match(words("relu.safetensors"), /^net +Elman \(ReLU\) 6, one-hot, 256 bytes$/m);
  const printable = words("printable.safetensors", "--alphabet", "printable");
  assert.match(printable, /^net +GRU 6, embedding of 7, 100 characters$/m);
  assert.match(printable, /^alphabet +0123456789abc.* \(printable\)$/m);
  const short = json<Info>("info", netFile("alphabet-short.safetensors"));
  assert.equal(short.alphabet.source, "alphabet-short.vocab.json");
  assert.equal(short.alphabet.characters?.join(""), '\n "1234<=>abdeinow');
  // 24 x (18 + 6) and two biases that are added up, 18 x 6 and a bias.
  assert.equal(short.parameters, 24 * 24 + 24 + 18 * 6 + 18);
});

test("--alphabet takes a known name or a JSON file, and says what is wrong with either", () => {
  const printable = netFile("printable.safetensors");
  refused(/'fc\.weight' has 100 rows, .* --alphabet FILE, printable or ascii/, "info", printable);
  refused(/alphabet ascii: 128 characters; expected 100/, "info", printable, "--alphabet", "ascii");
  const file = path.join(folder, "hundred.json");
  const { characters } = json<Info>("info", printable, "--alphabet", "printable").alphabet;
  fs.writeFileSync(file, JSON.stringify(characters));
  const read = json<Info>("info", printable, "--alphabet", file);
  assert.deepEqual(read.alphabet, { size: 100, source: "hundred.json", characters });
  fs.writeFileSync(file, JSON.stringify([...(characters ?? []).slice(1), "é"]));
  refused(/entry 99 is 'é', 2 bytes in UTF-8/, "info", printable, "--alphabet", file);
  fs.writeFileSync(file, "0123");
  refused(/hundred\.json is not JSON/, "info", printable, "--alphabet", file);
  fs.writeFileSync(file, `"${" ".repeat(2 ** 20)}"`);
  refused(
    /hundred\.json: 1048578 bytes; expected an alphabet/,
    "info",
    printable,
    "--alphabet",
    file,
  );
  refused(/Cannot read .*nowhere\.json/, "info", printable, "--alphabet", `${folder}/nowhere.json`);
  refused(
    /--nonlinearity: 'sine'; expected tanh, relu/,
    "info",
    printable,
    "--nonlinearity",
    "sine",
  );
});

test("convert writes a net of any kind as a file that needs no option and gives the same bits", () => {
  for (const [name, ...options] of [
    ["relu.safetensors"],
    ["alphabet-short.safetensors"],
    ["printable.safetensors", "--alphabet", "printable"],
  ] as const) {
    const out = path.join(folder, `again-${name}`);
    const { status, stderr } = cli("convert", netFile(name), out, ...options);
    assert.equal(status, 0, stderr);
    const before = json<Info>("info", netFile(name), ...options);
    const after = json<Info>("info", out);
    for (const key of ["cell", "nonlinearity", "layers", "parameters"] as const)
      assert.equal(after[key], before[key], `${name} ${key}`);
    assert.deepEqual(after.alphabet.characters, before.alphabet.characters);
    const trace = (...model: string[]) =>
      json<Record<string, unknown>>("trace", text, "--at", "41", "--method", "gated", ...model);
    const { model: _, ...own } = trace("--model", netFile(name), ...options);
    const { model: __, ...again } = trace("--model", out);
    assert.deepEqual(again, own, name);
  }
});

test("raw weights are refused for a net that they have no room for", () => {
  const out = path.join(folder, "lstm.bin");
  refused(
    /lstm\.bin: raw weights hold one layer of tanh over the 256 bytes, which this net is not; expected .*\.safetensors/,
    ...["convert", netFile("lstm.safetensors"), out],
  );
  assert.ok(!fs.existsSync(out));
});

test("a byte outside the alphabet is no target", () => {
  const model = ["--model", netFile("alphabet-short.safetensors"), "--method", "gated"];
  const at = String(fs.readFileSync(text).indexOf("t") - 1);
  const words = new RegExp(
    `^sparse-diff: --at: '${at}'; the byte after it, 't', is not in the model's alphabet, .*--target predicted\\n$`,
  );
  for (const args of [
    ["trace", text, ...model],
    ["causes", text, ...model.slice(0, 2)],
    ["what-if", text, ...model.slice(0, 2), "--lag", "1"],
    ["what-if", text, ...model.slice(0, 2), "--neuron", "0", "--zero"],
  ])
    refused(words, ...args, "--at", at);
  const predicted = json<{ target: number }>(
    "trace",
    text,
    "--at",
    at,
    "--target",
    "predicted",
    ...model,
  );
  assert.notEqual(predicted.target, "t".charCodeAt(0));
});

test("--prefix, or an address, chooses one of two nets", () => {
  const two = netFile("two-copies.safetensors");
  refused(/2 complete nets, .*; expected one; choose ema or model \(--prefix\)/, "info", two);
  refused(
    /no complete net under the prefix 'x'; expected ema or model/,
    "info",
    two,
    "--prefix",
    "x",
  );
  const bits = (...args: string[]) => json<Report>("report", text, ...args).bitsPerByte;
  const ema = bits("--model", two, "--prefix", "ema");
  assert.notEqual(ema, bits("--model", two, "--prefix", "model"));
  assert.equal(ema, bits("--model", `${two}#net=ema`));
  const out = path.join(folder, "ema.safetensors");
  assert.equal(cli("convert", two, out, "--prefix", "ema").status, 0);
  assert.equal(bits("--model", out), ema);
});

test("an address and --prefix that choose two nets are refused; the same net twice is one choice", () => {
  const ema = `${netFile("two-copies.safetensors")}#net=ema`;
  const two =
    /#net=ema: its net is chosen by #net=, and the prefix 'model' chooses another; expected/;
  refused(two, "info", ema, "--prefix", "model");
  refused(two, "trace", text, "--at", "3", "--model", ema, "--prefix", "model");
  refused(two, "lsp", "--model", ema, "--prefix", "model");
  refused(two, "compare", text, "--model", ema, "--with", ema, "--with-prefix", "model");
  for (const prefix of ["ema", "ema."])
    assert.equal(json<{ prefix: string }>("info", ema, "--prefix", prefix).prefix, "ema");
});

test("the name of a file that is empty is refused by the argument that has it", () => {
  const model = ["--model", netFile("plain.safetensors")];
  const empty = (name: string) => new RegExp(`^sparse-diff: ${name}: ''; expected a file\n$`);
  refused(empty("MODEL"), "info", "");
  refused(empty("TEXT"), "trace", "", ...model, "--at", "1");
  refused(empty("OUT"), "convert", netFile("plain.safetensors"), "");
  refused(empty("FILE"), "report", text, ...model, "--merge", text, "");
  refused(empty("--model"), "report", text, "--model", "");
  refused(empty("--csv"), "report", text, ...model, "--csv", "");
  refused(empty("--with"), "compare", text, ...model, "--with", "");
  refused(/--against: missing; expected a value/, "compare", text, ...model, "--against", "");
  refused(empty("--checkpoint"), ...["train", text, "--out", "never.bin", "--checkpoint", ""]);
  refused(
    /--alphabet: ''; expected a JSON file, or printable, ascii, bytes/,
    ...["info", netFile("printable.safetensors"), "--alphabet", ""],
  );
  refused(/the model's path is '#net=ema'; expected a file/, "info", "#net=ema");
});

test("convert writes an equal net, without the old file's metadata", () => {
  const expected = expectedNets();
  for (const name of [
    "tied.safetensors",
    "bf16.safetensors",
    "arrays.npz",
    "cell-names.safetensors",
  ]) {
    const out = path.join(folder, `${name}.safetensors`);
    assert.equal(cli("convert", netFile(name), out).status, 0);
    const { bitsPerByte } = json<Report>("report", text, "--model", out);
    const want = expected[name].bitsPerByte ?? Number.NaN;
    assert.ok(Math.abs(bitsPerByte / want - 1) < 1e-4, name);
    assert.deepEqual(json<Record<string, unknown>>("info", out).metadata, {
      hidden_size: name.startsWith("tied") ? "8" : "6",
    });
  }
});

test("a refused file is not converted, and nothing is written", () => {
  for (const [name, { loads }] of Object.entries(expectedNets())) {
    if (loads) continue;
    const out = path.join(folder, `${name}.bin`);
    refused(new RegExp(name.replaceAll(".", "\\.")), "convert", netFile(name), out);
    assert.ok(!fs.existsSync(out));
  }
});

test("a file's format is decided by its bytes, whatever its name", () => {
  const named = path.join(folder, "safetensors.bin");
  fs.copyFileSync(netFile("plain.safetensors"), named);
  assert.equal(json<Record<string, unknown>>("info", named).format, "safetensors");
});
