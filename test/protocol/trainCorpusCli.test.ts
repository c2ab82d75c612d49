// sparse-diff train on a folder as a process: the same bytes on any number of threads and after an interruption,
// output for scripts, and what is refused.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { readModel } from "../../server/nets/formats";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-train-folder-"));
after(() => fs.rmSync(folder, { recursive: true, force: true }));

const texts = path.join(folder, "texts");
let bytes = 0;
for (let i = 0; i < 12; i++) {
  fs.mkdirSync(path.join(texts, `${i % 3}`), { recursive: true });
  const verse = `<verse n="${i}">one byte at a time, and the state goes on</verse>\n`;
  fs.writeFileSync(path.join(texts, `${i % 3}`, `${i}.xml`), verse.repeat(20 + i));
  bytes += verse.length * (20 + i);
}
fs.writeFileSync(path.join(texts, "0", "binary.bin"), new Uint8Array([1, 0, 2]));
fs.mkdirSync(path.join(texts, "node_modules"));
fs.writeFileSync(path.join(texts, "node_modules", "other.js"), "not the person's own\n".repeat(99));

const cli = [path.resolve("dist/cli.js"), "train", texts, "--hidden", "16"];
const run = (...more: string[]) =>
  spawnSync(process.execPath, [...cli, ...more], { encoding: "utf8" });
const file = (name: string) => path.join(folder, name);

test("a folder is trained on and judged by held-out files; the number of threads changes nothing", () => {
  const models = ["1", "2", "3"].map((threads) => {
    const out = file(`threads${threads}.safetensors`);
    const done = run("--max-epochs", "8", "--threads", threads, "--out", out, "--json");
    assert.equal(done.status, 0, done.stderr);
    const json = JSON.parse(done.stdout);
    const { metadata } = readModel(fs.readFileSync(out), out);
    assert.equal(Number(metadata.bits_per_byte), json.bitsPerByte);
    assert.equal(json.bytes + json.heldOutBytes, bytes);
    assert.ok(json.heldOutFiles >= 1 && json.epochs >= 8 && json.reached);
    assert.equal(json.judgements.at(-1).heldOutBitsPerByte >= json.bitsPerByte, true);
    return fs.readFileSync(out);
  });
  for (const model of models) assert.deepEqual(model, models[0]);
});

test("an interrupted run resumes from its checkpoint and gives the same bytes", async () => {
  const whole = file("whole.safetensors");
  assert.equal(run("--max-epochs", "60", "--out", whole).status, 0);
  const [out, checkpoint] = [file("parts.safetensors"), file("run.checkpoint")];
  const more = ["--max-epochs", "60", "--out", out, "--checkpoint", checkpoint];
  const child = spawn(process.execPath, [...cli, ...more], { stdio: "ignore" });
  while (!fs.existsSync(checkpoint)) await sleep(10);
  child.kill("SIGINT");
  const [code] = await once(child, "exit");
  assert.equal(code, 130);
  assert.equal(fs.existsSync(out), false);
  const done = run(...more);
  assert.equal(done.status, 0, done.stderr);
  assert.match(done.stdout, /bits per byte on what was held out \(\d+ files, n = [\d]+\)/);
  assert.deepEqual(fs.readFileSync(out), fs.readFileSync(whole));
  const other = run("--max-epochs", "5", "--out", out, "--checkpoint", checkpoint);
  assert.equal(other.status, 2);
  assert.match(other.stderr, /^sparse-diff: .*run\.checkpoint: a checkpoint of another run.*\n$/);
});

test("a checkpoint that no run wrote is refused, and a run that was never judged writes no model", () => {
  const [out, checkpoint] = [file("judged.safetensors"), file("judged.checkpoint")];
  const more = ["--max-epochs", "8", "--threads", "1", "--out", out, "--checkpoint", checkpoint];
  assert.equal(run(...more).status, 0);
  fs.rmSync(out);
  const bytes = fs.readFileSync(checkpoint);
  const length = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(String(bytes.subarray(8, 8 + length)));
  const refusedSaying = (metadata: object, sentence: RegExp) => {
    const said = { ...header, __metadata__: { ...header.__metadata__, ...metadata } };
    const json = Buffer.from(JSON.stringify(said));
    const size = Buffer.alloc(8);
    size.writeBigUInt64LE(BigInt(json.length));
    fs.writeFileSync(checkpoint, Buffer.concat([size, json, bytes.subarray(8 + length)]));
    const { status, stdout, stderr } = run(...more, "--json");
    assert.equal(status, 2, stdout);
    assert.match(stderr, sentence);
    assert.ok(!fs.existsSync(out));
  };
  const counters = JSON.parse(header.__metadata__.counters);
  refusedSaying(
    { best_bits_per_byte: "0" },
    /^sparse-diff: .*judged\.checkpoint: its best bits per byte are damaged; expected [^\n]+\n$/,
  );
  refusedSaying(
    { counters: JSON.stringify({ ...counters, update: Number.MAX_SAFE_INTEGER }) },
    /^sparse-diff: .*judged\.checkpoint: its counters are damaged; expected [^\n]+\n$/,
  );
  // Eight steps, all of which diverged.
  const diverged = { ...counters, update: 8, moments: 0, rateFactor: 2 ** -8, divergences: 8 };
  refusedSaying(
    {
      counters: JSON.stringify({ ...diverged, steps: 0, nats: 0, waited: 0 }),
      judgements: "[]",
      best_bits_per_byte: "Infinity",
    },
    /^sparse-diff: .*judged\.safetensors: bitsPerByte is Infinity; expected a finite [^\n]+\n$/,
  );
});

test("impossible options are refused in one line", () => {
  const empty = file("empty");
  fs.mkdirSync(empty);
  const out = ["--out", file("never.safetensors")];
  for (const [sentence, ...args] of [
    [/empty: no text files; expected at least one/, empty, ...out],
    [
      /--held-out: it has every text of .*; expected a folder that leaves at least one to learn from/,
      texts,
      ...out,
      "--held-out",
      texts,
    ],
    [
      /--held-out: '0\.9'; expected a number from 0\.001 to 0\.5, or a folder/,
      texts,
      ...out,
      "--held-out",
      "0.9",
    ],
    [
      /--threads: for a folder, or with --held-out/,
      file("threads1.safetensors"),
      ...out,
      "--threads",
      "2",
    ],
    [/--checkpoint: '.*' is a folder; expected a file/, texts, ...out, "--checkpoint", folder],
  ] as const) {
    const refused = spawnSync(process.execPath, [cli[0], "train", ...args], { encoding: "utf8" });
    assert.equal(refused.status, 2, refused.stdout);
    assert.match(refused.stderr, sentence);
    assert.equal(refused.stderr.trim().split("\n").length, 1);
  }
});
