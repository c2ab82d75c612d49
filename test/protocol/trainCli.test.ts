// sparse-diff train as a process: its output for users and for scripts, and Ctrl+C.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { interrupted } from "../tools/states";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-train-cli-"));
after(() => fs.rmSync(folder, { recursive: true, force: true }));

const text = path.join(folder, "text.xml");
fs.writeFileSync(text, "<a><b>one</b><b>two</b></a>\n".repeat(20));
const cli = [path.resolve("dist/cli.js"), "train", text, "--hidden", "24", "--max-epochs", "3"];

test("the new model is shown next to the paper's, with what that means", () => {
  const out = path.join(folder, "human.safetensors");
  const run = spawnSync(process.execPath, [...cli, "--out", out], { encoding: "utf8" });
  assert.equal(run.status, 0, run.stderr);
  assert.match(run.stdout, /top-10 share of \|\|g\|\|\^2 +0\.\d{3} +0\.679\n/);
  assert.match(run.stdout, /norm ratio at k = 8, of the means +\d+\.\d\d +2\.36\n/);
  assert.match(run.stdout, /median +\d+\.\d\d +1\.52\n/);
  assert.match(run.stdout, /n = 559, the ratios over the 551 with such a past/);
  assert.match(run.stdout, /Sparsity and growth belong to the model, not to the method/);
});

test("--json has the same numbers", () => {
  const out = path.join(folder, "json.safetensors");
  const run = spawnSync(process.execPath, [...cli, "--out", out, "--json"], { encoding: "utf8" });
  const json = JSON.parse(run.stdout);
  assert.equal(json.model, out);
  for (const name of ["topTenShare", "meanRatio", "medianRatio"])
    assert.ok(json[name] > 0, `${name} ${json[name]}`);
});

test("Ctrl+C ends it with 130 and leaves nothing behind", async () => {
  const before = fs.readdirSync(folder).sort();
  const out = path.join(folder, "interrupted.safetensors");
  // Long enough that no machine finishes before the signal.
  fs.writeFileSync(text, "<a><b>one</b><b>two</b></a>\n".repeat(4000));
  const endless = ["--until-bpc", "0", "--max-epochs", "1000000"];
  const asked = [...cli.slice(1, -2), ...endless, "--out", out];
  assert.equal(await interrupted(...asked), 130);
  assert.deepEqual(fs.readdirSync(folder).sort(), before);
});

test("Ctrl+C also ends it while a large model's initial weights are being made", async () => {
  const out = path.join(folder, "large.safetensors");
  assert.equal(await interrupted("train", text, "--hidden", "2048", "--out", out), 130);
  assert.equal(fs.existsSync(out), false);
});
