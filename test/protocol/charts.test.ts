// The requests of the sidebar's charts over a real connection: the price of sparsity against an independent float64
// trace, norms by lag against the paper's table, totals against the lags they sum.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Tracer } from "../../server/attribution/trace";
import { defaultOptions } from "../../server/attribution/types";
import { referenceKernels } from "../../server/kernels/reference";
import { fidelityRequest, profileRequest } from "../../server/protocol/wire/charts";
import { pastOf } from "../tools/past";
import { needsSharedData, paper, sharedFile } from "../tools/sharedData";
import { ask, type Server, settings, startServer } from "./server";

const uri = "untitled:enwik";
let server: Server;

before(async () => {
  server = await startServer();
  if (needsSharedData.skip !== undefined) return;
  await server.open(uri, Buffer.from(paper.text()).toString("utf8"));
  await server.attach(uri, sharedFile("sat_model.bin"));
  await server.status(({ percent }) => percent === 100);
});
after(() => server.stop());

const at29 = { kind: "character", line: 0, character: 29 } as const;

test(
  "fidelity: each threshold's error equals that of an independent sparse trace",
  needsSharedData,
  async () => {
    const thetas = [0.68, 0.95, 0.999];
    const params = { uri, version: 1, place: at29, settings, thetas };
    const result = await ask(server.connection, fidelityRequest, params);
    assert.ok(result.kind === "fidelity");
    assert.equal(result.hiddenSize, 128);
    const tracer = new Tracer(referenceKernels, paper.weights(), 50);
    const past = pastOf(tracer.kernels, paper.text(), 28, 50);
    const dense = tracer.trace(past, defaultOptions).attribution;
    assert.deepEqual(
      result.points.map(({ theta }) => theta),
      thetas,
    );
    for (const point of result.points) {
      const threshold = { rule: "nucleus", value: point.theta, scope: "tracing" } as const;
      const { attribution, sparse } = tracer.trace(past, { ...defaultOptions, threshold });
      let off = 0;
      let all = 0;
      for (let k = 0; k < dense.length; k++) {
        off += Math.abs(attribution[k]! - dense[k]!);
        all += Math.abs(dense[k]!);
      }
      assert.ok(Math.abs(point.relativeL1 - off / all) < 1e-3, `theta ${point.theta}`);
      assert.ok(Math.abs(point.neuronsKept - (sparse?.neuronsKept ?? 0)) < 0.5);
    }
    const kept = result.points.map(({ neuronsKept }) => neuronsKept);
    assert.deepEqual(
      kept,
      [...kept].sort((a, b) => a - b),
    );
  },
);

test("fidelity refuses methods that drop nothing", needsSharedData, async () => {
  const params = { uri, version: 1, place: at29, thetas: [0.9] };
  const occlusion = { ...settings, method: "occlusion" as const };
  await assert.rejects(
    ask(server.connection, fidelityRequest, { ...params, settings: occlusion }),
    /method occlusion: expected gradient or gated/,
  );
});

test("profile: the paper's mean norms by lag, t from 8", needsSharedData, async () => {
  const params = { uri, version: 1, settings: { ...settings, depth: 8 }, positions: 4096 };
  const result = await ask(server.connection, profileRequest, params);
  assert.ok(result.kind === "profile");
  assert.deepEqual(result.population, { from: 8, to: 1022, traced: 1015, all: 1015 });
  const means = [0.1041, 0.1436, 0.1545, 0.168, 0.1815, 0.1998, 0.2136, 0.2291, 0.2459];
  for (const [k, mean] of means.entries()) {
    const lag = result.lags[k];
    assert.ok(lag && Math.abs(lag.mean - mean) < 6e-5, `k = ${k}: ${lag?.mean}`);
    assert.ok(lag.low <= lag.median && lag.median <= lag.high && lag.low < lag.mean);
  }
  assert.ok(result.scale > 0.0786 && Number.isFinite(result.scale));
});

test("profile over fewer positions says how many", needsSharedData, async () => {
  const params = { uri, version: 1, settings, positions: 100 };
  const result = await ask(server.connection, profileRequest, params);
  assert.ok(result.kind === "profile");
  assert.deepEqual(result.population, { from: 50, to: 1022, traced: 100, all: 973 });
});

test("words and lines sum to the lags and lose none", needsSharedData, async () => {
  const result = await server.trace({ uri, place: at29 });
  assert.ok(result.kind === "trace");
  const sum = (values: readonly { attribution: number }[]) =>
    values.reduce((all, { attribution }) => all + attribution, 0);
  const { words, lines } = result.totals;
  const total = sum(result.trace.offsets);
  assert.ok(Math.abs(sum(words) - total) < 1e-9 && Math.abs(sum(lines) - total) < 1e-9);
  assert.equal(lines.length, 1);
  assert.deepEqual([words[0]?.farthest, words.at(-1)?.nearest], [28, 0]);
  const text = Buffer.from(paper.text()).toString("utf8");
  assert.deepEqual(
    words.map(({ utf16Start, utf16End }) => text.slice(utf16Start, utf16End)),
    ["<", "mediawiki", " ", "xmlns", '="', "http", "://", "www", "."],
  );
});
