// sparse-diff causes, and trace with a wider target, as processes: their JSON, their sentences, what they refuse.
import assert from "node:assert/strict";
import { test } from "node:test";
import type {
  CausesJson,
  NeuronTraceJson,
  SpanTraceJson,
} from "../../server/protocol/wire/causesJson";
import type { TraceJson } from "../../server/protocol/wire/traceJson";
import { needsSharedData, sharedFile } from "../tools/sharedData";
import { cli, json, refused } from "./commandLine";

const TEXT = "test/data/vectors/h20-random-bytes.txt";
const MODEL = ["--model", "test/data/vectors/h20-random-bytes.bin"];

test("causes has the fields of docs/command-line.md, and the occlusion of trace", () => {
  const found = json<CausesJson>("causes", TEXT, ...MODEL, "--at", "60", "--depth", "12");
  const options = ["--at", "60", "--depth", "12", "--method", "occlusion"];
  const trace = json<TraceJson>("trace", TEXT, ...MODEL, ...options);
  assert.deepEqual(
    [found.model, found.text, found.target, found.depth, found.baseline],
    [trace.model, trace.text, trace.target, 12, "mean"],
  );
  // Summed over the 256 bytes in two orders.
  assert.ok(Math.abs(found.bits - trace.bits) <= 1e-14 * trace.bits);
  assert.equal(found.occlusion.length, 13);
  const largest = Math.max(...found.occlusion.map(Math.abs));
  for (const [k, { attribution }] of trace.offsets.entries())
    assert.ok(Math.abs(found.occlusion[k] - attribution) <= 1e-5 * largest, `lag ${k}`);
  assert.equal(found.sufficient.runs, (13 * 14) / 2);
  assert.equal(found.sufficient.empty, found.sufficient.lags.length === 0);
  assert.deepEqual(Object.keys(found.memory), ["1", "2", "4", "8", "16", "32"]);
});

test("the reference and the fastest backend find the same sets", () => {
  const args = ["causes", TEXT, ...MODEL, "--at", "200", "--depth", "20"];
  const [one, other] = [
    json<CausesJson>(...args),
    json<CausesJson>(...args, "--backend", "reference"),
  ];
  assert.deepEqual(one.sufficient.lags, other.sufficient.lags);
  assert.deepEqual(one.necessary.lags, other.necessary.lags);
});

test("the paper's prediction of 'x' is told in sentences", needsSharedData, () => {
  const model = ["--model", sharedFile("sat_model.bin")];
  const { stdout, status } = cli("causes", sharedFile("enwik_1024.txt"), ...model, "--at", "10");
  assert.equal(status, 0);
  assert.match(stdout, /^Enough alone: 'm' \(k 9\), '<' \(k 10\), 0\.841 bits\.$/m);
  assert.match(stdout, /^Decisive: 'm' \(k 9\), 12\.0 bits without it\.$/m);
  assert.match(
    stdout,
    /Found by 66 runs of the net, replacing bytes by the mean embedding of the text/,
  );
});

test("what causes cannot do is refused with what it can", () => {
  const args = ["causes", TEXT, ...MODEL, "--at"];
  refused(/--at: '400'; expected a whole number from 0 to 399/, ...args, "400");
  refused(/--depth: '1001'; .* from 0 to 1000, since the search/, ...args, "9", "--depth", "1001");
  refused(/--objective: 'logit'; expected logprob/, ...args, "9", "--objective", "logit");
  refused(/--baseline: 'average'; expected mean, zero/, ...args, "9", "--baseline", "average");
  refused(/--target: 'x'/, ...args, "9", "--target", "x");
});

test("a span of one byte is the trace of that byte; its attribution is the sum of those of its bytes", () => {
  const depth = ["--depth", "12"];
  const one = json<SpanTraceJson>("trace", TEXT, ...MODEL, "--span", "61:62", ...depth);
  const trace = json<TraceJson>("trace", TEXT, ...MODEL, "--at", "60", ...depth);
  assert.ok(Math.abs(one.span.bits - trace.bits) < 1e-5);
  assert.deepEqual(
    one.offsets.map(({ inside, ...offset }) => offset),
    trace.offsets,
  );
  const span = json<SpanTraceJson>("trace", TEXT, ...MODEL, "--span", "61:64", "--depth", "9");
  const each = ["60", "61", "62"].map((at, i) =>
    json<TraceJson>("trace", TEXT, ...MODEL, "--at", at, "--depth", String(9 + i)),
  );
  for (const { position, attribution, inside } of span.offsets) {
    const sum = each
      .flatMap(({ offsets }) => offsets.filter((offset) => offset.position === position))
      .reduce((total, offset) => total + offset.attribution, 0);
    assert.ok(Math.abs(sum - attribution) < 1e-4, `byte ${position}`);
    assert.equal(inside, position >= 61);
  }
});

test("a neuron's own trace begins with a norm of one; what belongs to one byte is refused beside it", () => {
  const at = ["--at", "60", "--neuron", "3"];
  const found = json<NeuronTraceJson>("trace", TEXT, ...MODEL, ...at);
  assert.deepEqual([found.neuron.neuron, found.offsets[0].gradientNorm], [3, 1]);
  assert.ok(Math.abs(found.neuron.activation) <= 1);
  const trace = ["trace", TEXT, ...MODEL];
  refused(/--nucleus: has no meaning beside --neuron/, ...trace, ...at, "--nucleus", "0.9");
  refused(
    /--neuron: '20'; expected a whole number from 0 to 19/,
    ...trace,
    ...at.slice(0, 3),
    "20",
  );
  refused(/--at: has no meaning beside --span/, ...trace, "--span", "3:9", "--at", "2");
  refused(
    /--method: 'occlusion'; expected gradient, gated/,
    ...trace,
    ...at,
    "--method",
    "occlusion",
  );
  for (const span of ["0:3", "9:9", "390:401", "-3:9", "3"])
    refused(/--span: '.+'; expected A:B with 1 <= A < B <= 400/, ...trace, `--span=${span}`);
});

test("faithfulness measures all orders, and refuses a text without a position to measure at", () => {
  interface Found {
    sample: number;
    positions: { from: number; step: number; count: number; outside: number };
    methods: Record<string, { spearman: number; sufficiency: { absolute: number } }>;
    chance: { topLagAgreement: number; shuffledWeights: Record<string, number> };
  }
  const args = ["faithfulness", TEXT, ...MODEL, "--depth", "4"];
  const found = json<Found>(...args, "--sample", "9");
  assert.deepEqual(found.positions, { from: 8, step: 48, count: 9, outside: 0 });
  assert.deepEqual(Object.keys(found.methods), [
    "gradient",
    "gated",
    "integrated",
    "occlusion",
    "recency",
    "random",
  ]);
  assert.ok(found.methods.integrated.spearman > 0.9); // complete, so nearly the occlusion
  assert.equal(found.chance.topLagAgreement, 1 / 5);
  assert.deepEqual(json<Found>(...args, "--sample", "9"), found);
  assert.deepEqual(json<Found>(...args, "--sample", "9", "--threads", "3"), found);
  const { stdout } = cli(...args, "--sample", "3");
  assert.match(stdout, /^A sample: 3 of the 391 positions, every 195 bytes, from t = 8 to 398 of/m);
  refused(/400 bytes; expected at least 402 for --depth 200/, ...args.slice(0, -1), "200");
  refused(/--sample: '0'; expected a whole number from 1/, ...args, "--sample", "0");
});
