// Model files as people save them, on the command line: what info prints, which net --prefix chooses, what convert
// writes and what it refuses.
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import type { Report } from "../../server/statistics/report";
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
  assert.deepEqual(info.alphabet, { size: 256, source: "bytes" });
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
