// The causes of predictions of the paper's model on its text against the reference vectors, and the table of
// docs/causes.md to its digits.
import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { finished } from "../../server/attribution/backward";
import { memoryCurve, memoryOf } from "../../server/attribution/causes/memory";
import { causesOf } from "../../server/attribution/causes/sets";
import { WindowRuns } from "../../server/attribution/causes/window";
import { byteCounts, meanEmbedding } from "../../server/nets/weights";
import { backends } from "../tools/backends";
import { pastOf } from "../tools/past";
import { needsSharedData, paper } from "../tools/sharedData";

interface Vector {
  readonly position: number;
  readonly target: number;
  readonly bits: number;
  readonly occlusion: readonly number[];
  readonly sufficient: {
    readonly lags: readonly number[];
    readonly bits: number;
    readonly smallestGapOnPath: number;
  };
  readonly necessary: {
    readonly lags: readonly number[];
    readonly bits: number;
    readonly found: boolean;
  };
  readonly memory: Readonly<Record<string, number>>;
}

/** t; sufficient lags; bits with them alone; necessary lags; bits without. */
const TABLE = [
  [10, "9 10", "0.84", "9", "12.0"],
  [28, "8 16 17 19 25 28", "0.54", "21", "13.6"],
  [57, "41", "5.23", "28", "16.9"],
  [100, "37 38 45 49", "0.08", "27", "24.1"],
  [700, "1 39 41", "0.07", "46", "6.6"],
  [900, "32 42 43 44", "0.34", "4", "6.2"],
] as const;

const near = (got: number, want: number, allowed: number, what: string) =>
  assert.ok(Math.abs(got - want) <= allowed, `${what}: ${got} against ${want}`);

for (const backend of backends())
  test(`${backend.backend}: the causes of the paper's predictions`, needsSharedData, () => {
    const [weights, text] = [paper.weights(), paper.text()];
    const file = fs.readFileSync("test/data/vectors/causes-paper.json", "utf8");
    const { depth, traces } = JSON.parse(file) as { depth: number; traces: readonly Vector[] };
    const mean = meanEmbedding(weights, byteCounts(text));
    const kernels = backend.bind(weights, { rows: 1, window: depth + 1 });
    const runs = finished(WindowRuns.make(backend, weights, depth));
    const rows = new Map<number, readonly string[]>();
    // The reference is slow; its sets on random nets are checked in test/property/causes.test.ts.
    const last = backend.backend === "reference" ? 100 : text.length;
    for (const v of traces.filter(({ position }) => position <= last)) {
      const at = `t = ${v.position}`;
      const past = pastOf(kernels, text, v.position, depth);
      assert.equal(past.next, v.target, at);
      const found = finished(causesOf(runs.aim(past, v.target, mean)));
      const L = past.bytes.length - 1;
      assert.equal(found.sufficient.runs, ((L + 1) * (L + 2)) / 2, `${at} runs`);
      near(found.bits, v.bits, 1e-9 * Math.max(1, v.bits), `${at} bits`);
      const largest = Math.max(...v.occlusion.map(Math.abs));
      v.occlusion.forEach((want, k) => {
        near(found.occlusion[k], want, 1e-5 * largest, `${at} occlusion at lag ${k}`);
      });
      // The path is not unique where two candidates differ by less than a rounding error.
      if (v.sufficient.smallestGapOnPath > 1e-9) {
        assert.deepEqual(found.sufficient.lags, v.sufficient.lags, `${at} sufficient`);
        near(found.sufficient.bits, v.sufficient.bits, 1e-6, `${at} bits of the sufficient set`);
      }
      assert.deepEqual(found.necessary.lags, v.necessary.lags, `${at} necessary`);
      assert.equal(found.necessary.found, v.necessary.found);
      near(found.necessary.bits, v.necessary.bits, 1e-6, `${at} bits without the necessary set`);
      const memory = finished(memoryOf(runs.kernels, text, v.position, v.target));
      assert.deepEqual(
        memory.map(({ m }) => String(m)),
        Object.keys(v.memory),
      );
      for (const { m, bits } of memory) near(bits, v.memory[m], 1e-6, `${at} memory ${m}`);
      rows.set(v.position, [
        found.sufficient.lags.join(" "),
        found.sufficient.bits.toFixed(2),
        found.necessary.lags.join(" "),
        found.necessary.bits.toFixed(1),
      ]);
    }
    for (const [t, ...row] of TABLE.filter(([t]) => t <= last))
      assert.deepEqual(rows.get(t), row, `the row of t = ${t}`);
  });

for (const backend of backends().filter(({ backend }) => backend !== "reference"))
  test(`${backend.backend}: the memory curve of the paper's text`, needsSharedData, () => {
    const file = fs.readFileSync("test/data/vectors/causes-paper.json", "utf8");
    const { memoryOfText } = JSON.parse(file) as {
      memoryOfText: Readonly<Record<string, { bitsPerByte: number; count: number }>>;
    };
    const text = paper.text();
    const found = finished(memoryCurve(backend, paper.weights(), text));
    assert.deepEqual(
      found.map(({ m }) => m),
      [1, 2, 4, 8, 16, 32, 64, 128, 256],
    );
    for (const [m, want] of Object.entries(memoryOfText)) {
      const point = found.find((one) => String(one.m) === m);
      assert.equal(point?.count, want.count);
      near(point?.bitsPerByte ?? Number.NaN, want.bitsPerByte, 1e-5, `m = ${m}`);
    }
  });
