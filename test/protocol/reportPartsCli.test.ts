// report --part and --merge as processes: two that run at once, merged to the bytes of a single run on screen and in every file, and
// each sentence by which files that do not belong together are refused.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { writeRawWeights } from "../../server/nets/rawWeights";
import { randomText, randomWeights } from "../property/kernelsModels";
import { interrupted } from "../tools/states";
import { cli, json, refused, script } from "./commandLine";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-parts-"));
after(() => fs.rmSync(folder, { recursive: true }));
const file = (name: string) => path.join(folder, name);
const text = file("text");
const model = file("model.bin");
const [first, second] = [file("part-1"), file("part-2")];
const asked = ["report", text, "--model", model, "--depth", "5"];

/** Standard output of a command that must succeed. */
function printed(...args: string[]): string {
  const { status, stdout, stderr } = cli(...args);
  assert.equal(stderr, "");
  assert.equal(status, 0);
  return stdout;
}

before(async () => {
  fs.writeFileSync(model, writeRawWeights(randomWeights(12, 3, 0.8)));
  fs.writeFileSync(text, randomText(20_000, 8));
  const runs = [first, second].map((out, i) =>
    spawn(process.execPath, [script, ...asked, "--part", `${i + 1}/2`, "--out", out]),
  );
  const codes = await Promise.all(runs.map(async (run) => (await once(run, "exit"))[0]));
  assert.deepEqual(codes, [0, 0]);
});

test("two parts run at once and merged print the bytes of a single run, on any number of threads", () => {
  const parts = ["--merge", second, first];
  const [of, rest] = [asked.slice(0, 4), ["--json", "--controls", "--memory"]];
  const single = printed(...asked, ...rest);
  assert.equal(JSON.parse(single).predictions, 19_999);
  assert.equal(printed(...of, ...parts, ...rest), single);
  assert.equal(printed(...of, ...parts, ...rest, "--threads", "1"), single);
  assert.equal(printed(...of, ...parts), printed(...asked));
});

test("so do the files: the page, the table and the export", () => {
  const made = (name: string, more: readonly string[]) => {
    const outputs = ["html", "csv"].flatMap((kind) => [`--${kind}`, file(`${name}.${kind}`)]);
    printed(...asked, ...outputs, "--export", file(`${name}.json`), ...more);
    return ["html", "csv", "json"].map((kind) => fs.readFileSync(file(`${name}.${kind}`), "utf8"));
  };
  const backend = json<{ backend: string }>("verify", text, "--model", model).backend;
  assert.deepEqual(
    made("merged", ["--merge", first, second]),
    made("single", ["--backend", backend]),
  );
});

test("a part says which positions it has", () => {
  const out = file("third");
  const found = json(...asked, "--part", "3/4", "--out", out, "--threads", "1");
  assert.deepEqual(found, {
    part: 3,
    parts: 4,
    positions: { from: 10 * 1024, to: 15 * 1024 - 1 },
    bytes: 20_000,
    out,
  });
});

test("files that are not all parts of this report are refused by one sentence", () => {
  const other = (name: string, ...args: string[]) => {
    const out = file(name);
    printed(...args, "--out", out);
    return out;
  };
  const text2 = file("text2");
  const model2 = file("model2.bin");
  fs.writeFileSync(text2, randomText(20_000, 9));
  fs.writeFileSync(model2, writeRawWeights(randomWeights(12, 4, 0.8)));
  const merge = (...parts: string[]) => [...asked, "--merge", ...parts];
  const said = (sentence: string) => new RegExp(`^sparse-diff: ${sentence}`);
  const half = ["--part", "2/2"];
  refused(said("--merge: part 2 of 2 is missing; expected all parts"), ...merge(first));
  refused(
    said(".*part-2: part 2 of 2, as .*part-2 is; expected each part once"),
    ...merge(first, second, second),
  );
  const third = other("part-3", ...asked, "--part", "3/3");
  refused(
    said(".*part-3: part 3 of 3; expected one of 2 parts, as .*part-1 is"),
    ...merge(first, second, third),
  );
  const ofText = other("of-text", "report", text2, "--model", model, "--depth", "5", ...half);
  refused(said(".*of-text: of another text, of 20000 bytes with sha256"), ...merge(first, ofText));
  const ofModel = other("of-model", "report", text, "--model", model2, "--depth", "5", ...half);
  refused(said(".*of-model: of another model, with sha256"), ...merge(first, ofModel));
  const deeper = other("deeper", "report", text, "--model", model, ...half);
  refused(said(".*deeper: made with --depth 8; expected --depth 5"), ...merge(first, deeper));
  const reference = other("reference", ...asked, ...half, "--backend", "reference");
  refused(
    said(".*reference: made with --backend reference; expected --backend "),
    ...merge(first, reference),
  );
  refused(said(".*text: not a part of a report; expected a file that"), ...merge(first, text));
  const older = fs.readFileSync(second);
  const version = '"version":"';
  older.set(Buffer.from("9"), older.indexOf(version) + version.length);
  fs.writeFileSync(file("older"), older);
  refused(said(".*older: made by version 9.*; expected version "), ...merge(first, file("older")));
});

test("a file that is cut short, longer or changed is refused", () => {
  const whole = fs.readFileSync(second);
  const changed = Buffer.from(whole);
  changed[changed.length >> 1] = (changed[changed.length >> 1] ?? 0) ^ 1;
  const damaged = file("damaged");
  for (const bytes of [whole.subarray(0, -1), Buffer.concat([whole, whole]), changed]) {
    fs.writeFileSync(damaged, bytes);
    refused(
      /damaged: it is not as it was written; expected the whole file of a part/,
      ...[...asked, "--merge", first, damaged],
    );
  }
  fs.writeFileSync(damaged, whole.subarray(0, 40));
  refused(/damaged: not a part of a report/, ...asked, "--merge", first, damaged);
});

test("a part whose hash is right and whose numbers no run leaves is refused by the same sentence", () => {
  const body = fs.readFileSync(first).subarray(0, -32);
  const at = body.lastIndexOf('{"distributions"');
  const data = JSON.parse(String(body.subarray(at)));
  const head = body.indexOf("\n") + 1;
  const rows = head + 4 + body.readUInt32LE(head);
  const forged = file("forged");
  /** The same part with another end, other numbers before it, and the hash of all that. */
  const forge = (end: string | Buffer, edit = (_: Buffer) => {}) => {
    const json = Buffer.from(end);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(json.length);
    const numbers = Buffer.from(body.subarray(0, at - 4));
    edit(numbers);
    const all = Buffer.concat([numbers, length, json]);
    fs.writeFileSync(forged, Buffer.concat([all, createHash("sha256").update(all).digest()]));
  };
  const whole = JSON.stringify(data);
  forge(whole);
  printed(...asked, "--merge", forged, second);
  const refusedAsForged = () =>
    refused(
      /^sparse-diff: .*forged: it is not as it was written; expected the whole file of a part/,
      ...[...asked, "--merge", forged, second],
    );
  const { distributions, extremes, counting, growth } = data;
  const [prediction] = extremes.mostSurprising;
  for (const end of ["null", "{}", "{", Buffer.from([0xff])]) {
    forge(end);
    refusedAsForged();
  }
  for (const wrong of [
    { extremes: null },
    { extremes: { ...extremes, mostSurprising: [{ ...prediction, t: 20_000 }] } },
    { growth: -1 },
    { growth: [] },
    { growth: [{ ...growth[0], nats: 1e300 }] },
    { counting: {} },
    { counting: { ...counting, positions: 0 } },
    { distributions: { ...distributions, all: distributions.all - 1 } },
    { distributions: { ...distributions, norms: [[1e9, 1]] } },
  ]) {
    forge(JSON.stringify({ ...data, ...wrong }));
    refusedAsForged();
  }
  for (const edit of [
    (numbers: Buffer) => numbers.writeDoubleLE(Number.NaN, rows),
    (numbers: Buffer) => numbers.writeDoubleLE(Number.POSITIVE_INFINITY, rows + 16),
    // The number of predictions of a segment.
    (numbers: Buffer) => numbers.writeDoubleLE(0, rows + 48),
    // The last of what is kept by position.
    (numbers: Buffer) => numbers.writeFloatLE(Number.POSITIVE_INFINITY, numbers.length - 4),
  ]) {
    forge(whole, edit);
    refusedAsForged();
  }
});

test("options that mean nothing for a part, or for what is no part, are refused before any work", () => {
  const out = file("never");
  for (const bad of ["0/2", "3/2", "1/20000", "1", "half"])
    refused(
      /--part: '.*'; expected I\/N, part I of N, with N from 1 to 20:/,
      ...asked,
      "--part",
      bad,
      "--out",
      out,
    );
  refused(/--out: missing; expected a value/, ...asked, "--part", "1/2");
  refused(/--out: '-'; expected a file/, ...asked, "--part", "1/2", "--out", "-");
  refused(/--out: it is the file of a part; expected --part/, ...asked, "--out", out);
  for (const more of [
    ["--csv", out],
    ["--html", out],
    ["--controls"],
    ["--memory"],
    ["--merge", first],
  ])
    refused(
      /: a part of a report has none; expected it without --part/,
      ...asked,
      "--part",
      "1/2",
      "--out",
      file("x"),
      ...more,
    );
  refused(/FILE is missing; expected TEXT FILE/, ...asked, "--merge");
  refused(/is one argument too many; expected TEXT/, ...asked, first);
  refused(
    /--csv: '.*part-1' is also .*part-1; expected a file of its own/,
    ...asked,
    "--merge",
    first,
    second,
    "--csv",
    first,
  );
  assert.ok(!fs.existsSync(out));
});

test("Ctrl+C ends a part with 130 and leaves no file", async () => {
  // Long enough that no machine finishes before the signal.
  fs.writeFileSync(file("long"), randomText(400_000, 9));
  const before = fs.readdirSync(folder);
  const long = ["report", file("long"), "--model", model, "--depth", "1000", "--threads", "2"];
  assert.equal(await interrupted(...long, "--part", "2/2", "--out", file("unfinished")), 130);
  assert.deepEqual(fs.readdirSync(folder), before);
});
