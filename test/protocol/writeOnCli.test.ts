// sparse-diff write-on as a process: its JSON, what people see, what it refuses.
import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import type { WriteOnJson } from "../../server/protocol/wire/continuation";
import { isSeen } from "../../server/protocol/words/byteNames";
import { needsSharedData, sharedFile } from "../tools/sharedData";
import { cli, json, refused } from "./commandLine";

const TEXT = "test/data/vectors/h20-random-bytes.txt";
const MODEL = ["--model", "test/data/vectors/h20-random-bytes.bin"];

test("write-on has the fields of docs/command-line.md; every byte belongs to a character", () => {
  const found = json<WriteOnJson>("write-on", TEXT, ...MODEL);
  assert.deepEqual(
    [found.position, found.mode, found.seed, found.temperature],
    [399, "likeliest", null, null],
  );
  assert.ok(found.bytes.length >= 32 && found.bytes.length <= 35);
  assert.equal(found.input, fs.readFileSync(TEXT)[399]);
  const sum = found.bytes.reduce((all, { bits }) => all + bits, 0);
  assert.ok(Math.abs(found.bits - sum) < 1e-9);
  for (const { byte, rank, probability, topPredictions } of found.bytes)
    assert.deepEqual(
      [rank, topPredictions[0], topPredictions.length],
      [1, { byte, probability }, 5],
    );
  const ends = found.characters.map(({ to }) => to);
  assert.deepEqual(
    found.characters.map(({ from }) => from),
    [0, ...ends.slice(0, -1)],
  );
  assert.equal(ends.at(-1), found.bytes.length);
});

test("a seed draws the same bytes again; a longer run begins with the shorter", () => {
  const sample = ["write-on", TEXT, ...MODEL, "--at", "60", "--sample"];
  const bytes = (...options: string[]) =>
    json<WriteOnJson>(...sample, ...options).bytes.map(({ byte }) => byte);
  const one = bytes("--count", "64");
  assert.deepEqual(bytes("--count", "64", "--seed", "1", "--temperature", "1"), one);
  assert.deepEqual(bytes("--count", "20").slice(0, 20), one.slice(0, 20));
  assert.notDeepEqual(bytes("--count", "64", "--seed", "2"), one);
});

test(
  "people see what the paper's net writes, by name where it cannot be seen",
  needsSharedData,
  () => {
    const text = sharedFile("enwik_1024.txt");
    const model = ["--model", sharedFile("sat_model.bin")];
    const { stdout, status } = cli("write-on", text, ...model, "--sample", "--seed", "2");
    assert.equal(status, 0);
    assert.match(stdout, /^after t = 1023 \('a'\), sampled, seed 2, temperature 1; /);
    assert.match(stdout, /^mespace><LF> {6}<name/m);
    assert.match(stdout, /^ +1032 {2}LF +0\.998 +0\.00319 +1 {2}LF 0\.998 {3}'W' 0\.00105/m);
    assert.match(stdout, /^32 bytes, \d\.\d+ bits together\. Nothing is written to the file\.$/m);
  },
);

test("control bytes and broken characters reach a terminal by name only", () => {
  const options = ["--at", "9", "--count", "256", "--sample", "--temperature", "50"];
  const { stdout } = cli("write-on", TEXT, ...MODEL, ...options);
  assert.match(stdout, /<0x[0-9A-F]{2}>/);
  for (const line of stdout.split("\n"))
    assert.ok(
      [...line].every((c) => c === " " || c === "\ufffd" || isSeen(c)),
      line,
    );
  assert.doesNotMatch(stdout, /\ufffd/);
});

test("what write-on cannot do is refused with what it can", () => {
  const args = ["write-on", TEXT, ...MODEL];
  refused(
    /--at: '400'; expected a whole number from 0 to 399, the last byte/,
    ...args,
    "--at",
    "400",
  );
  refused(/--count: '257'; expected a whole number from 1 to 256/, ...args, "--count", "257");
  refused(/--seed: nothing is drawn without --sample/, ...args, "--seed", "3");
  refused(/--temperature: nothing is drawn without/, ...args, "--temperature", "2");
  const sample = [...args, "--sample"];
  refused(/--seed: '-1'; expected a whole number from 0/, ...sample, "--seed", "-1");
  refused(
    /--temperature: '0'; expected a number from 0.01 to 100/,
    ...sample,
    "--temperature",
    "0",
  );
  refused(/--backend: 'x'; expected auto/, ...args, "--backend", "x");
});
