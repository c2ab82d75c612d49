// Input that is made to block, to grow or to be taken for something else: one sentence on the command line and from the
// server, and nothing of it in a table.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import type { FailureData } from "../../server/protocol/messages";
import { startServer } from "./server";

const MODEL = path.resolve("media/sample/sample.bin");
const TEXT = path.resolve("media/sample/sample.xml");
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-hostile-"));
after(() => fs.rmSync(folder, { recursive: true, force: true }));
const onPosix = { skip: process.platform === "win32" && "no pipes and devices in its file system" };

function pipe(name: string): string {
  const at = path.join(folder, name);
  execFileSync("mkfifo", [at]);
  return at;
}

/** A command that waited for a pipe or read a device would be ended here, with no exit code. */
const cli = (args: string[], input = "") =>
  spawnSync(process.execPath, [path.resolve("dist/cli.js"), ...args], {
    encoding: "utf8",
    input,
    timeout: 60_000,
  });

function refused(sentence: RegExp, ...args: string[]): void {
  const run = cli(args);
  assert.equal(run.status, 2, `${args.join(" ")}: ${run.stderr}`);
  assert.equal(run.stdout, "");
  assert.match(run.stderr, /^sparse-diff: [^\n]+\n$/);
  assert.match(run.stderr, sentence);
}

test("no command waits for a pipe or reads a device, as text or as model", onPosix, () => {
  const out = path.join(folder, "out.bin");
  const fifo = pipe("text");
  for (const [bad, kind] of [
    [fifo, /is a pipe/],
    ["/dev/zero", /is a device/],
    ["//server/share/file.bin", /another machine/],
    ["\\\\server\\share\\file.bin", /another machine/],
  ] as const) {
    refused(kind, "info", bad);
    refused(kind, "convert", bad, out);
    refused(kind, "train", bad, "--out", out);
    for (const command of ["report", "verify", "trace"]) {
      const at = command === "trace" ? ["--at", "3"] : [];
      refused(kind, command, bad, "--model", MODEL, ...at);
      refused(kind, command, TEXT, "--model", bad, ...at);
    }
  }
});

test("standard input by its name in the file system points to -", onPosix, () => {
  const run = cli(["report", "/dev/stdin", "--model", MODEL], "some text");
  assert.equal(run.status, 2);
  assert.match(run.stderr, /^sparse-diff: Cannot read \/dev\/stdin: .*or - as TEXT.*\n$/);
});

test("the server refuses such models, and goes on answering", onPosix, async () => {
  const server = await startServer();
  try {
    const uri = pathToFileURL(TEXT).href;
    await server.open(uri, fs.readFileSync(TEXT, "utf8"));
    const fifo = pipe("model.bin");
    // More at once than there are threads for files.
    const asked = ["/dev/zero", "/dev/tty", "//server/m.bin", ...Array<string>(8).fill(fifo)];
    const answers = await Promise.all(
      asked.map((model) =>
        server.attach(uri, model).then(
          () => "attached",
          (error: { data?: FailureData }) => error.data?.sentence,
        ),
      ),
    );
    for (const [i, sentence] of answers.entries())
      assert.ok(sentence?.startsWith(`Cannot read ${asked[i]}: `), sentence);
    const { model } = await server.attach(uri, MODEL);
    assert.equal(model.hiddenSize, 128);
  } finally {
    server.stop();
  }
});

test("a table for spreadsheets has numbers under its own headings, and nothing of any file", () => {
  const name = "=cmd|'calc'!A0";
  const [text, model] = [path.join(folder, `${name}.txt`), path.join(folder, `@${name}.bin`)];
  fs.writeFileSync(text, `=1+1,"-2"\n\t@SUM(A1)\n`.repeat(9));
  fs.copyFileSync(MODEL, model);
  const csv = path.join(folder, "lags.csv");
  const run = cli(["report", text, "--model", model, "--csv", csv]);
  assert.equal(run.status, 0, run.stderr);
  const [head, ...rows] = fs.readFileSync(csv, "utf8").trim().split("\n");
  assert.match(head!, /^k(,[A-Za-z]+)+$/);
  assert.ok(rows.length > 1);
  for (const row of rows) assert.match(row, /^\d+(,-?\d+(\.\d+)?(e[+-]\d+)?)+$/);
});
