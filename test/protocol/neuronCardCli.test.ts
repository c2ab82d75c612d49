// sparse-diff neuron as a process: its JSON, its tables, its page, what it refuses.
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import type { NeuronCardJson } from "../../server/protocol/wire/neuronCardJson";
import { netFile } from "../tools/nets";
import { needsSharedData, sharedFile } from "../tools/sharedData";
import { cli, json, refused } from "./commandLine";

const TEXT = "test/data/vectors/h20-random-bytes.txt";
const MODEL = ["--model", "test/data/vectors/h20-random-bytes.bin"];
const LSTM = ["--model", netFile("lstm-two-layers-embedding.safetensors")];
const NETS_TEXT = netFile("text.txt");
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-neuron-"));
const file = (name: string, text: string) => {
  const at = path.join(folder, name);
  fs.writeFileSync(at, text);
  return at;
};

test("a card has the fields of docs/command-line.md, by number and by name", () => {
  const card = json<NeuronCardJson>("neuron", TEXT, ...MODEL, "--neuron", "7");
  assert.deepEqual(card, json("neuron", TEXT, ...MODEL, "--neuron", "h7"));
  assert.deepEqual(
    [card.neuron, card.layer, card.layers, card.hiddenSize, card.cell, card.bytes],
    [7, 1, 1, 20, "elman", 400],
  );
  const page = fs.readFileSync("docs/command-line.md", "utf8").split("### neuron")[1] ?? "";
  const [fields = ""] = page.split("[neuron-card.md]");
  const named = (value: unknown): string[] => {
    if (Array.isArray(value)) return value.slice(0, 1).flatMap(named);
    if (value === null || typeof value !== "object") return [];
    return Object.entries(value).flatMap(([name, inside]) => [name, ...named(inside)]);
  };
  for (const name of new Set(named(card)))
    assert.ok(fields.includes(`"${name}"`), `${name} is not in docs/command-line.md`);
});

test("--layer and a name with a layer are the same question", () => {
  const named = json<NeuronCardJson>("neuron", NETS_TEXT, ...LSTM, "--neuron", "h1.3");
  const asked = json("neuron", NETS_TEXT, ...LSTM, "--neuron", "3", "--layer", "1");
  assert.deepEqual(named, asked);
  assert.deepEqual([named.layer, named.writes, named.cost?.readout], [1, null, null]);
  const top = json<NeuronCardJson>("neuron", NETS_TEXT, ...LSTM, "--neuron", "3");
  assert.deepEqual([top.layer, top.reads.kind, top.reads.gates.length], [2, "neurons", 4]);
  assert.deepEqual(
    top.reads.gates.map(({ gate }) => gate),
    ["input", "forget", "candidate", "output"],
  );
});

test("the reference and the fastest backend agree", () => {
  const args = ["neuron", TEXT, ...MODEL, "--neuron", "7"];
  const [one, other] = [
    json<NeuronCardJson>(...args),
    json<NeuronCardJson>(...args, "--backend", "reference"),
  ];
  for (const [a, b] of [
    [one.cost?.readout?.change, other.cost?.readout?.change],
    [one.cost?.state?.change, other.cost?.state?.change],
    [one.energy?.meanShare.value, other.energy?.meanShare.value],
    [one.partners?.rows[0]?.r, other.partners?.rows[0]?.r],
  ])
    assert.ok(Math.abs(Number(a) - Number(b)) < 1e-4, `${a}, ${b}`);
});

test(
  "tables say what a neuron costs, with n and chance, and the page is one file",
  needsSharedData,
  () => {
    const html = path.join(folder, "card.html");
    const [text, model] = [sharedFile("enwik_1024.txt"), sharedFile("sat_model.bin")];
    const args = ["neuron", text, "--model", model, "--neuron", "h99", "--html", html];
    const { stdout, status } = cli(...args);
    assert.equal(status, 0);
    const words = stdout.replaceAll(/[\s\u00a0]+/g, " ");
    assert.match(
      words,
      /Zeroed in the readout it costs \+0\.0198 bits per byte \(n = 1,023 predictions\); the mean of 127 others \+0\.0032, rank 4 of 128\./,
    );
    assert.match(words, /Held at zero in the state it costs \+4\.\d{4} bits per byte/);
    assert.match(words, /'n' \+0\.968 41 28 6\.86 0 0\.00/);
    assert.match(words, /By chance the largest \|r\| among them is 0\.\d+/);
    const page = fs.readFileSync(html, "utf8");
    assert.match(page, /<h1>h99 in [^<]*enwik_1024\.txt<\/h1>/);
    const [, main = ""] = /<main[^>]*>(.*)<\/main>/s.exec(page) ?? [];
    assert.match(main, /What zeroing it costs/);
    assert.doesNotMatch(main, /NaN|undefined/);
  },
);

test("a neuron, a layer and a text that are not there are refused in a sentence", () => {
  const neuron = (...args: string[]) => ["neuron", TEXT, ...MODEL, ...args];
  refused(
    /--neuron: missing; expected a whole number from 0 to 19, or a name, h0 to h19/,
    ...neuron(),
  );
  refused(/--neuron: '20'; expected a whole number from 0 to 19/, ...neuron("--neuron", "20"));
  refused(/--neuron: 'h2\.3'/, ...neuron("--neuron", "h2.3"));
  refused(
    /--layer: '2'; expected a whole number from 1 to 1/,
    ...neuron("--neuron", "3", "--layer", "2"),
  );
  const layers = ["neuron", NETS_TEXT, ...LSTM, "--neuron", "h1.3", "--layer", "2"];
  refused(/--layer: 2; expected 1, the layer of h1\.3/, ...layers);
  refused(
    /one\.txt: 1 byte; expected at least 2/,
    "neuron",
    file("one.txt", "a"),
    ...MODEL,
    "--neuron",
    "3",
  );
});

test("short, constant and foreign texts get sentences instead of numbers", () => {
  const words = (text: string, ...model: string[]) => {
    const { stdout, status } = cli("neuron", file("text.txt", text), ...model, "--neuron", "3");
    assert.equal(status, 0);
    assert.doesNotMatch(stdout, /NaN|Infinity|infinite|not a number|undefined/);
    return stdout.replaceAll(/\s+/g, " ");
  };
  assert.match(words("ab", ...MODEL), /2 bytes are too few for lifts; they need 20\./);
  assert.match(words("ab", ...MODEL), /2 bytes are too few for correlations; they need 64\./);
  words("a".repeat(300), ...MODEL);
  const short = ["--model", netFile("alphabet-short.safetensors")];
  assert.match(
    words("~~~~ ~~~~ ~~~~ ~~~~ ~~~~~", ...short),
    /\d+ bytes outside the model's alphabet/,
  );
});
