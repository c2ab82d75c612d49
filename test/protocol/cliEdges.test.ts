// Unusual uses of the command line: Ctrl+C, memory, permissions, a text of one byte, names and files with hidden or
// control characters. cli.test.ts tests what the commands print.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { version } from "../../package.json";
import { writeModel } from "../../server/nets/formats";
import { writeRawWeights } from "../../server/nets/rawWeights";
import type { TraceJson } from "../../server/protocol/wire/traceJson";
import { randomWeights } from "../property/kernelsModels";
import { needsSharedData, sharedFile } from "../tools/sharedData";
import { interrupted } from "../tools/states";
import { rawIn } from "../tools/unseen";
import { cli, json, refused } from "./commandLine";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-cli-edges-"));
after(() => fs.rmSync(folder, { recursive: true, force: true }));
const file = (name: string, content: string | Uint8Array) => {
  const at = path.join(folder, name);
  fs.writeFileSync(at, content);
  return at;
};

const text = () => sharedFile("enwik_1024.txt");
const model = () => sharedFile("sat_model.bin");

test("Ctrl+C acts at once during a trace, a check and a report", needsSharedData, async () => {
  const long = file("long.txt", Buffer.alloc(20_000_000, "some text "));
  const m = ["--model", model()];
  assert.equal(await interrupted("trace", long, ...m, "--at", "19999999"), 130);
  const deep = ["--method", "integrated", "--depth", "1000"];
  assert.equal(await interrupted("trace", text(), ...m, "--at", "1000", ...deep), 130);
  assert.equal(await interrupted("verify", long, ...m), 130);
  assert.equal(await interrupted("report", long, ...m), 130);
});

test("a depth too large for memory is refused with the largest possible depth", () => {
  const random = file("random.bin", writeRawWeights(randomWeights(128, 1)));
  const long = file("six.txt", Buffer.alloc(6_000_000, "some text "));
  const trace = ["trace", long, "--model", random];
  const depth = ["--depth", String(Number.MAX_SAFE_INTEGER)];
  refused(
    /--depth: 5999999 lags at t = 5999999; expected at most 4\d{6} for hidden size 128/,
    ...[...trace, "--at", "5999999", ...depth],
  );
  // More lags than a function call can have arguments.
  const args = ["dist/cli.js", ...trace, "--at", "299999", "--depth", "150000"];
  const deep = spawnSync(process.execPath, args, { stdio: ["ignore", "ignore", "pipe"] });
  assert.equal(String(deep.stderr), "");
  assert.equal(deep.status, 0);
});

test("the version is that of the package", () => {
  const run = cli("--version");
  assert.deepEqual([run.stdout, run.stderr, run.status], [`${version}\n`, "", 0]);
});

test("a model file's metadata stays on its line, without control sequences", () => {
  const metadata = { "key\x1b[2J": "one\ntwo \x9b31m\u202e" };
  const crafted = writeModel(randomWeights(2, 1), "m.safetensors", metadata);
  const run = cli("info", file("crafted.safetensors", crafted));
  assert.equal(run.status, 0);
  assert.match(run.stdout, /^key<0x1B>\[2J +one two <U\+009B>31m<U\+202E>$/m);
  assert.ok(!/\p{Cc}|\p{Cf}/u.test(run.stdout.replaceAll("\n", "")));
});

test("a byte of a longer character is named with the character; a file name's hidden text is shown", () => {
  const weights = file("small.bin", writeRawWeights(randomWeights(4, 1)));
  const hidden = file("a\u202etxt.\u200bmoc", "\u041f\u30b9\u2066");
  const { stdout } = cli("trace", hidden, "--model", weights, "--at", "5", "--depth", "4");
  assert.match(stdout, /^U\+2066 2\/3 \(0x81\) at byte 6, from t = 5 \(U\+2066 1\/3 \(0xE2\)\); /);
  assert.match(stdout, /a<U\+202E>txt\.<U\+200B>moc, model /);
  assert.match(stdout, /^ *3 +2 +'\u30b9' 1\/3 \(0xE3\) /m);
  assert.match(stdout, /^ *4 +1 +'\u041f' 2\/2 \(0x9F\) /m);
  const page = path.join(folder, "hidden.html");
  const run = cli("report", hidden, "--model", weights, "--depth", "1", "--html", page);
  assert.equal(run.status, 0, run.stderr);
  assert.match(
    fs.readFileSync(page, "utf8"),
    /<h1>[^<]*a&#60;U\+202E&#62;txt\.&#60;U\+200B&#62;moc<\/h1>/,
  );
  // The no-break space before a percent sign is our own.
  for (const words of [stdout, run.stdout, fs.readFileSync(page, "utf8")])
    assert.deepEqual(rawIn(words.replaceAll("\n", "").replaceAll("\u00a0%", "%")), []);
});

test("a text of one byte can be traced, and has only its own byte", needsSharedData, () => {
  const one = json<TraceJson>("trace", file("single.txt", "x"), "--model", model(), "--at", "0");
  assert.equal(one.offsets.length, 1);
  assert.equal(one.targetIsTrue, false);
});

test("a missing permission is reported in one sentence", needsSharedData, (t) => {
  if (process.getuid?.() === 0) {
    // root may read anything, but nobody can open a file below a file.
    refused(/Cannot read/, "info", path.join(file("plain", "x"), "model.bin"));
    t.diagnostic("run as root: a path through a file stands in for a forbidden one");
    return;
  }
  const secret = file("secret.bin", new Uint8Array(3080));
  fs.chmodSync(secret, 0);
  refused(/permission/, "info", secret);
});

test("help is on standard output and exits 0", () => {
  const general = cli("--help");
  assert.equal(general.status, 0);
  assert.match(general.stdout, /trace/);
  const trace = cli("trace", "--help");
  assert.equal(trace.status, 0);
  assert.match(trace.stdout, /--while-tracing/);
});
