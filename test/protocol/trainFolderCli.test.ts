// sparse-diff train on messy folders: links, odd names, special and unreadable files do not stop the run, and one
// line, also in --json, says what became of every file.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import type { LeftOut } from "../../server/protocol/words/trainedFiles";
import { cli } from "./commandLine";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-folder-cli-"));
after(() => fs.rmSync(folder, { recursive: true, force: true }));

const verse = "one byte at a time, and the state goes on\n";
function texts(name: string, count: number): string {
  const at = path.join(folder, name);
  fs.mkdirSync(at, { recursive: true });
  for (let i = 0; i < count; i++) fs.writeFileSync(path.join(at, `${i}.txt`), verse.repeat(20 + i));
  return at;
}
const bytesOf = (count: number) =>
  Array.from({ length: count }, (_, i) => verse.length * (20 + i)).reduce((a, b) => a + b, 0);

const train = (at: string, ...more: string[]) => {
  const out = path.join(folder, `${path.basename(at)}.safetensors`);
  return cli("train", at, "--hidden", "8", "--max-epochs", "2", "--out", out, ...more);
};

test("nothing in a folder ends the run, and every file is accounted for", {
  skip: process.platform === "win32",
}, () => {
  const plain = texts("plain", 8);
  const odd = texts("odd", 8);
  const inside = (name: string) => path.join(odd, name);
  fs.symlinkSync(odd, inside("circle"));
  fs.symlinkSync("..", inside("up"));
  fs.symlinkSync("0.txt", inside("zero again.txt"));
  fs.symlinkSync("gone.txt", inside("old.txt"));
  execFileSync("mkfifo", [inside("queue")]);
  fs.symlinkSync("/dev/zero", inside("zeros"));
  fs.writeFileSync(inside("picture.png"), new Uint8Array([0x89, 0, 1]));
  fs.writeFileSync(inside("windows.txt"), Buffer.from("\ufefflong ago\r\n", "utf16le"));
  let oddNames = 1;
  try {
    fs.writeFileSync(Buffer.concat([Buffer.from(`${odd}/`), Buffer.from([0x62, 0xff])]), "lost");
  } catch {
    oddNames = 0; // this file system has none
  }
  const [said, json] = [train(odd), train(odd, "--json")];
  assert.deepEqual([said.stderr, said.status, json.stderr, json.status], ["", 0, "", 0]);
  const { files, bytes, heldOutBytes } = JSON.parse(json.stdout);
  const { learntFrom, heldOut, leftOut } = files;
  assert.equal(learntFrom.files + heldOut.files, 8);
  assert.deepEqual([learntFrom.bytes, heldOut.bytes], [bytes, heldOutBytes]);
  assert.equal(bytes + heldOutBytes, bytesOf(8));
  assert.deepEqual(leftOut, [
    { reason: "binary", files: 1, bytes: 3, names: ["picture.png"] },
    { reason: "utf16", files: 1, bytes: 22, names: ["windows.txt"] },
    ...(oddNames ? [{ reason: "undecodable", files: 1, bytes: 4, names: ["b\ufffd"] }] : []),
    { reason: "brokenLink", files: 1, bytes: 0, names: ["old.txt"] },
    { reason: "around", files: 1, bytes: 0, names: ["up"] },
    { reason: "pipe", files: 1, bytes: 0, names: ["queue"] },
    { reason: "device", files: 1, bytes: 0, names: ["zeros"] },
  ]);
  const last = said.stdout.trimEnd().split("\n").at(-1) ?? "";
  assert.match(
    last,
    /^Learnt from \d+ files \([\d,]+ bytes\), held out .*\([\d,]+ bytes\), left out /,
  );
  assert.match(
    last,
    /left out 1 binary \(3 bytes: picture\.png\), 1 UTF-16 \(22 bytes: windows\.txt\), /,
  );
  assert.match(last, /1 broken link \(old\.txt\), .* 1 pipe \(queue\), 1 device \(zeros\)$/);
  // The same model as without all those files.
  assert.match(train(plain).stdout, /left out none\n$/);
  const model = (name: string) => fs.readFileSync(path.join(folder, `${name}.safetensors`));
  assert.equal(train(odd, "--name", "plain").status, 0);
  assert.ok(model("odd").equals(model("plain")));
});

test("files to judge by are not trained on, even if they are below the same folder", () => {
  const at = texts("whole", 6);
  texts("whole/judges", 2);
  fs.writeFileSync(path.join(at, "judges", "one.txt"), "x");
  fs.writeFileSync(path.join(at, "judges", "picture.png"), new Uint8Array(9));
  const run = train(at, "--held-out", path.join(at, "judges"), "--json");
  assert.equal(run.stderr, "");
  const { files } = JSON.parse(run.stdout);
  assert.deepEqual(files.learntFrom, { files: 6, bytes: bytesOf(6) });
  assert.deepEqual(files.heldOut, { files: 2, ends: 0, bytes: bytesOf(2) });
  assert.deepEqual(
    files.leftOut.map(({ reason, files, bytes }: LeftOut) => [reason, files, bytes]),
    [
      ["binary", 1, 9],
      ["tooShort", 1, 1],
    ],
  );
});

test("for a folder with nothing to train on, the error says what is in it", () => {
  const at = path.join(folder, "pictures");
  fs.mkdirSync(at);
  fs.writeFileSync(path.join(at, "a.png"), new Uint8Array(9));
  const run = train(at);
  assert.deepEqual([run.status, run.stdout], [2, ""]);
  assert.match(
    run.stderr,
    /^sparse-diff: .*pictures: no text files, left out 1 binary \(9 bytes: a\.png\); expected at least one\n$/,
  );
});
