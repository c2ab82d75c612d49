// sparse-diff what-if as a process: its JSON, its tables, what it refuses.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { TraceJson } from "../../server/protocol/wire/traceJson";
import type { WhatIfByteJson, WhatIfNeuronJson } from "../../server/protocol/wire/whatIfJson";
import { needsSharedData, sharedFile } from "../tools/sharedData";
import { cli, json, refused } from "./commandLine";

const TEXT = "test/data/vectors/h20-random-bytes.txt";
const MODEL = ["--model", "test/data/vectors/h20-random-bytes.bin"];
const what = ["what-if", TEXT, ...MODEL, "--at"];

test("a byte: the fields of docs/command-line.md, the trace's own numbers at the value in the text", () => {
  const found = json<WhatIfByteJson>(...what, "60", "--lag", "7");
  const trace = json<TraceJson>("trace", TEXT, ...MODEL, "--at", "60");
  assert.deepEqual(
    [found.model, found.text, found.position, found.input, found.target, found.targetIsTrue],
    [trace.model, trace.text, 60, trace.input, trace.target, true],
  );
  assert.equal(found.value, trace.offsets[7].byte);
  assert.ok(Math.abs(found.bits - trace.bits) <= 1e-12 * trace.bits);
  assert.equal(found.bitsByValue[found.value], found.bits);
  for (const list of [found.bitsByValue, found.probabilityByValue, found.expectedByValue])
    assert.equal(list?.length, 256);
  const exact = json<WhatIfByteJson>(...what, "60", "--lag", "7", "--backend", "reference");
  assert.equal(exact.within, 0);
  assert.ok(found.within <= 1e-3);
  for (const [value, bits] of exact.bitsByValue.entries())
    assert.ok(
      Math.abs(found.bitsByValue[value] - bits) <= found.within + 1e-9 * Math.max(1, bits),
      `value ${value}`,
    );
});

test(
  "a byte's table begins with the text's value and the likeliest changes",
  needsSharedData,
  () => {
    const paper = [sharedFile("enwik_1024.txt"), "--model", sharedFile("sat_model.bin")];
    const { stdout, status } = cli("what-if", ...paper, "--at", "10", "--lag", "9");
    assert.equal(status, 0);
    assert.match(
      stdout,
      /^With 'c' in place of 'm' \(k 9\): 0\.0895 bits instead of 0\.00524, p 0\.940\.$/m,
    );
    assert.match(
      stdout,
      /^byte +expected +bits +change +p\n'm' +0\.992 +0\.00524 +\+0 +0\.996 +in the text\n'c' /m,
    );
    assert.match(stdout, /^Of all 256 values: 0\.00524 bits with 'm' to 21\.9 with '-'\. The 20 /m);
  },
);

test("a neuron: the change at the step and over the text, or a part of it", () => {
  const neuron = ["--neuron", "3"];
  const found = json<WhatIfNeuronJson>(...what, "60", ...neuron, "--zero");
  const trace = json<TraceJson>("trace", TEXT, ...MODEL, "--at", "60");
  assert.equal(found.activation, trace.neurons.find((n) => n.neuron === 3)?.activation);
  assert.deepEqual([found.edited, found.edit], [0, { kind: "zero" }]);
  assert.deepEqual(found.before.topPredictions, trace.topPredictions);
  assert.equal(found.before.probability, trace.probability);
  assert.deepEqual([found.range?.from, found.range?.to, found.range?.count], [1, 400, 399]);
  const part = ["--from", "61", "--to", "62"];
  const one = json<WhatIfNeuronJson>(...what, "60", ...neuron, "--zero", ...part);
  assert.equal(one.range?.count, 1);
  const change = one.after.bits - one.before.bits;
  assert.ok(Math.abs((one.range?.change ?? 0) - change) < 1e-4 * (1 + Math.abs(change)));
  const clamp = json<WhatIfNeuronJson>(...what, "60", ...neuron, "--clamp", "-0.5");
  assert.deepEqual([clamp.edited, clamp.edit], [-0.5, { kind: "clamp", value: -0.5 }]);
  const { stdout } = cli(...what, "60", ...neuron, "--flip");
  assert.match(
    stdout,
    /^With h3 flipped in the readout: p .+ bits per byte .+ over 399 predictions\.$/m,
  );
  const none = json<WhatIfNeuronJson>(...what, "60", ...neuron, "--zero", "--to", "1");
  assert.equal(none.range, null);
});

test("what cannot be asked is refused with what can", () => {
  refused(/neither --lag nor --neuron; expected one of them/, ...what, "60");
  refused(/both --lag and --neuron; expected one/, ...what, "60", "--lag", "1", "--neuron", "1");
  refused(
    /--lag: '61'; expected a whole number from 0 to 60, the first byte/,
    ...what,
    "60",
    "--lag",
    "61",
  );
  refused(/--zero: has no meaning beside --lag/, ...what, "60", "--lag", "1", "--zero");
  refused(/--from: has no meaning beside --lag/, ...what, "60", "--lag", "1", "--from", "1");
  refused(/expected one of --zero, --flip, --clamp V/, ...what, "60", "--neuron", "1");
  refused(
    /expected one of --zero, --flip/,
    ...what,
    "60",
    "--neuron",
    "1",
    "--zero",
    "--clamp",
    "0",
  );
  refused(
    /--clamp: '1\.5'; expected a number from -1 to 1/,
    ...what,
    "60",
    "--neuron",
    "1",
    "--clamp",
    "1.5",
  );
  refused(
    /--neuron: '20'; expected a whole number from 0 to 19/,
    ...what,
    "60",
    "--neuron",
    "20",
    "--zero",
  );
  const range = ["60", "--neuron", "1", "--zero", "--from", "9"];
  refused(
    /--to: '9'; expected a whole number from 10 to 400, the length of/,
    ...what,
    ...range,
    "--to",
    "9",
  );
});
