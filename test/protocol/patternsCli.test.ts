// sparse-diff patterns as a process: its JSON, its tables, its file, what it refuses.
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import type { ActiveJson, PatternsJson } from "../../server/protocol/wire/patternsJson";
import { netFile } from "../tools/nets";
import { cli, json, refused } from "./commandLine";

const TEXT = "test/data/vectors/h20-random-bytes.txt";
const MODEL = ["--model", "test/data/vectors/h20-random-bytes.bin"];
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-patterns-"));
const file = (name: string, text: string) => {
  const at = path.join(folder, name);
  fs.writeFileSync(at, text);
  return at;
};

type Found = PatternsJson & { readonly position?: ActiveJson };

test("the text alone, and with a model and a position, has the fields of docs/command-line.md", () => {
  const alone = json<Found>("patterns", TEXT);
  assert.deepEqual([alone.bytes, alone.offsets.length, alone.levels.length], [400, 8, 8]);
  assert.equal(alone.deepestLevel.length, 9);
  assert.deepEqual([alone.explained, alone.position], [undefined, undefined]);
  const options = ["--max-offset", "12", "--levels", "3", "--at", "200", "--sample", "50"];
  const found = json<Found>("patterns", TEXT, ...MODEL, ...options);
  assert.equal(found.offsets.length, 3);
  assert.ok(found.offsets.every((d) => d >= 1 && d <= 12));
  const { explained, position } = found;
  assert.equal(explained?.positions, 50);
  assert.equal(explained?.window, Math.max(...found.offsets));
  assert.equal(position?.t, 200);
  assert.deepEqual(
    position?.levels.map(({ offset }) => offset),
    found.offsets,
  );
  assert.deepEqual(Object.keys(position?.abs ?? {}), ["gradient", "gated"]);
});

test("--at before a byte outside the model's alphabet is refused", () => {
  const text = file("outside.txt", "the cat sat on the mat. ".repeat(4));
  const model = ["--model", netFile("alphabet-short.safetensors")];
  const args = ["patterns", text, ...model, "--max-offset", "9", "--sample", "20", "--at"];
  refused(/--at: '23'; the byte after it, 't', is not in the model's alphabet/, ...args, "23");
});

test("the reference and the fastest backend explain alike", () => {
  const args = ["patterns", TEXT, ...MODEL, "--max-offset", "9", "--sample", "20"];
  const one = json<Found>(...args).explained;
  const other = json<Found>(...args, "--backend", "reference").explained;
  for (const [a, b] of [
    [one?.abs?.mean, other?.abs?.mean],
    [one?.span?.mean, other?.span?.mean],
    [one?.causal?.keep, other?.causal?.keep],
  ])
    assert.ok(Math.abs(Number(a) - Number(b)) < 1e-4, `${a}, ${b}`);
});

test("tables say what an offset is, and the headline is first", () => {
  const { stdout, status } = cli("patterns", TEXT, ...MODEL, "--max-offset", "9", "--sample", "20");
  assert.equal(status, 0);
  assert.match(stdout, /^Skip patterns\n.*\n\nThe 8 greedy lags hold /);
  assert.equal(stdout.replaceAll(/\s+/g, " ").match(/it has lag k = d − 1/g)?.length, 7);
  assert.match(stdout, /^\|gradient\| .*\n.*\n\|gated\| /m);
});

test("--csv has every pattern with its occurrences", () => {
  const csv = path.join(folder, "patterns.csv");
  const { levels, offsets } = json<Found>("patterns", TEXT, "--csv", csv);
  const [titles, ...rows] = fs.readFileSync(csv, "utf8").trimEnd().split("\n");
  assert.equal(titles, `times,first,share,${offsets.map((d) => `offset${d}`).join()},byte`);
  assert.equal(rows.length, levels.at(-1)?.patterns);
  const times = rows.reduce((sum, row) => sum + Number(row.split(",")[0]), 0);
  assert.equal(times, levels.at(-1)?.positions);
});

test("short texts and impossible choices are refused in a sentence", () => {
  const two = file("two.txt", "ab");
  const short = file("short.txt", "a text of 21 bytes...");
  refused(
    /two\.txt: 2 bytes; expected at least 31 for offsets up to 30 \(--max-offset\)/,
    "patterns",
    two,
  );
  refused(/short\.txt: 21 bytes; expected at least 31 for offsets up to 30/, "patterns", short);
  refused(
    /--levels: '4'; expected a whole number from 1 to 3, since --max-offset is 3/,
    "patterns",
    two,
    "--max-offset",
    "3",
    "--levels",
    "4",
  );
  refused(/--at: '3'; expected at least \d+, where all offsets/, "patterns", TEXT, "--at", "3");
  refused(
    /--at: '399'; expected .* 0 to 398, since a byte must follow/,
    "patterns",
    TEXT,
    "--at",
    "399",
  );
  refused(/--sample: it is about a model; expected --model too/, "patterns", TEXT, "--sample", "9");
  const one = json<Found>("patterns", two, "--max-offset", "1");
  assert.deepEqual([one.offsets, one.levels[0]?.bits, one.deepestLevel], [[1], 0, [1, 0]]);
});

test("a constant text is said to be certain", () => {
  const { stdout, status } = cli("patterns", file("constant.txt", "a".repeat(99)));
  assert.equal(status, 0);
  assert.match(stdout, /From offset 1 on every byte\s+is certain/);
  assert.doesNotMatch(stdout, /NaN/);
});
