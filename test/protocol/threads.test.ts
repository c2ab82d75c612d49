// The command line on worker threads: the same output for any number of threads, Ctrl+C, invalid thread counts, and the
// fields of the benchmark.
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { writeRawWeights } from "../../server/nets/rawWeights";
import { randomText, randomWeights } from "../property/kernelsModels";
import { interrupted } from "../tools/states";
import { cli } from "./commandLine";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-"));
const model = path.join(folder, "random.bin");
const text = path.join(folder, "text");
before(() => {
  fs.writeFileSync(model, writeRawWeights(randomWeights(24, 3, 0.8)));
  fs.writeFileSync(text, randomText(40_000, 8));
});
after(() => fs.rmSync(folder, { recursive: true }));

test("report prints the same bytes for any number of threads", () => {
  const [one, ...others] = ["1", "2", "5"].map((threads) => {
    const { status, stdout, stderr } = cli(
      ...["report", text, "--model", model, "--json", "--threads", threads],
    );
    assert.equal(status, 0, stderr);
    assert.equal(stderr, "");
    return stdout;
  });
  assert.equal(JSON.parse(one).predictions, 39_999);
  for (const other of others) assert.equal(other, one);
});

test("an invalid number of threads gets one sentence", () => {
  for (const bad of ["0", "two", "1000"]) {
    const { status, stderr } = cli("report", text, "--model", model, "--threads", bad);
    assert.equal(status, 2);
    assert.match(stderr, /^sparse-diff: --threads: '.*'; expected a whole number from 1 to 64\n$/);
  }
});

test("Ctrl+C ends a report on threads with 130 and leaves no file", async () => {
  const csv = path.join(folder, "out.csv");
  const asked = ["report", text, "--model", model, "--depth", "1000", "--threads", "2"];
  assert.equal(await interrupted(...asked, "--csv", csv), 130);
  assert.deepEqual(
    fs.readdirSync(folder).filter((f) => f.includes("out.csv")),
    [],
  );
});

test("bench has the fields of its JSON", () => {
  const { status, stdout, stderr } = cli(
    ...["bench", "--hidden", "8", "--bytes", "2048", "--depth", "6", "--threads", "2", "--json"],
  );
  assert.equal(status, 0, stderr);
  const { cell, backend, ...numbers } = JSON.parse(stdout);
  assert.equal(cell, "elman");
  assert.equal(typeof backend, "string");
  assert.deepEqual(Object.keys(numbers), [
    "hiddenSize",
    "bytes",
    "depth",
    "threads",
    "forwardBytesPerSecond",
    "tracePositionsPerSecond",
    "traceGflops",
    "singleTraceMicroseconds",
    "trainBytesPerSecond",
    "naiveTracePositionsPerSecond",
  ]);
  for (const [name, value] of Object.entries(numbers)) assert.ok((value as number) > 0, name);
});

test("bench measures the other cells, and refuses one it does not know", () => {
  const small = ["bench", "--hidden", "8", "--bytes", "2048", "--depth", "6"];
  for (const cell of ["gru", "lstm"]) {
    const { status, stdout, stderr } = cli(...small, "--cell", cell, "--json");
    assert.equal(status, 0, stderr);
    const { traceGflops, tracePositionsPerSecond, trainBytesPerSecond } = JSON.parse(stdout);
    assert.ok(trainBytesPerSecond > 0, String(trainBytesPerSecond));
    const operations = 6 * (cell === "gru" ? 3 : 4) * 2 * 8 * 8 + 2 * 256 * 8;
    assert.ok(Math.abs((traceGflops * 1e9) / tracePositionsPerSecond / operations - 1) < 1e-9);
  }
  const { status, stderr } = cli(...small, "--cell", "relu");
  assert.equal(status, 2);
  assert.match(stderr, /--cell: .*relu.*; expected elman, gru, lstm/);
});
