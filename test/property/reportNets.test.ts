// The report of a net of any cell, layers and alphabet: its means are those of single traces at the positions it predicts, and
// what the net does not have is null in it and left out of its tables.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { predictsAny } from "../../server/attribution/outside";
import { Tracer } from "../../server/attribution/trace";
import { defaultOptions } from "../../server/attribution/types";
import { reportCsv } from "../../server/cli/reportCsv";
import { referenceKernels } from "../../server/kernels/reference";
import { hasGradient, isPredicted, shapeOf } from "../../server/kernels/shape";
import type { Weights } from "../../server/kernels/weights";
import { cellText, type Sheet } from "../../server/protocol/wire/sheet";
import { reportSheet } from "../../server/protocol/words/reportSheet";
import { hasAttribution } from "../../server/protocol/words/reportTables";
import { quantile } from "../../server/statistics/summary";
import { runReport } from "../golden/report";
import { backends } from "../tools/backends";
import { pastOf } from "../tools/past";
import { anyNet, netOfPlan } from "../tools/randomNets";
import { randomText } from "./kernelsModels";

const DEPTH = 4;
const near = (got: number | null, want: number, what: string, relative = 1e-9) =>
  assert.ok(
    got !== null && Math.abs(got - want) <= relative * Math.max(1e-3, Math.abs(want)),
    `${what}: ${got} against ${want}`,
  );
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

/** 10 %, half and 90 % of the numbers, by a plain sort. */
function near3(got: readonly (number | null)[], numbers: readonly number[], what: string): void {
  const sorted = Float64Array.from(numbers).sort();
  for (const [i, q] of [0.1, 0.5, 0.9].entries())
    near(got[i], quantile(sorted, q), `${what}: ${q}`);
}

/** Bytes up to 160, so that an alphabet of characters has some of them and lacks others. */
function someText(weights: Weights, length: number, seed: number): Uint8Array {
  const inside = Array.from({ length: 128 }, (_, byte) => byte).filter((b) =>
    isPredicted(weights, b),
  );
  return randomText(length, seed).map((byte, i) =>
    i % 3 === 1 ? byte : inside[byte % inside.length],
  );
}

test("the means are those of single traces at the positions whose next byte is predicted", () => {
  fc.assert(
    fc.property(anyNet, fc.integer({ min: 2, max: 40 }), fc.nat(1000), (plan, length, seed) => {
      const weights = netOfPlan(plan);
      const text = someText(weights, length, seed);
      fc.pre(predictsAny(weights, text));
      const isOffered = hasGradient(shapeOf(weights));
      const got = runReport(referenceKernels, weights, text, DEPTH);
      const tracer = new Tracer(referenceKernels, weights, DEPTH);
      const at = (t: number, method: "gated" | "gradient") =>
        tracer.trace(pastOf(tracer.kernels, text, t, DEPTH), {
          ...defaultOptions,
          depth: DEPTH,
          method,
        });
      const predicted = [...text.keys()].filter(
        (t) => t + 1 < length && isPredicted(weights, text[t + 1]),
      );
      assert.deepEqual(
        [got.bytes, got.predictions, got.outside],
        [length, predicted.length, length - 1 - predicted.length],
      );
      const gated = predicted.map((t) => at(t, "gated"));
      near(got.bitsPerByte, mean(gated.map(({ logP }) => -logP / Math.LN2)), "bits per byte");
      near(
        got.accuracy,
        mean(gated.map((one) => Number(one.predicted === one.aim.target))),
        "accuracy",
      );
      near(got.gradient.meanNorm, mean(gated.map(({ norms }) => norms[0])), "mean norm");
      const deep = predicted.filter((t) => t >= DEPTH);
      assert.deepEqual(got.population, { from: DEPTH, to: length - 2, count: deep.length });
      assert.equal(got.lags.length, deep.length > 0 ? DEPTH + 1 : 0);
      for (const { k, ...lag } of got.lags) {
        const traces = gated.slice(-deep.length);
        near(lag.meanNorm, mean(traces.map(({ norms }) => norms[k])), `norm at ${k}`);
        near(lag.meanGated, mean(traces.map(({ attribution }) => attribution[k])), `gated at ${k}`);
        const sizes = traces.map(({ attribution }) => Math.abs(attribution[k]));
        near(lag.meanAbsGated, mean(sizes), `|gated| at ${k}`);
        near3([lag.lowAbsGated, lag.medianAbsGated, lag.highAbsGated], sizes, `|gated| at ${k}`);
        const norms = traces.map((trace) => trace.norms[k]);
        near3([lag.lowNorm, lag.medianNorm, lag.highNorm], norms, `norms at ${k}`);
        const ratios = traces.map((trace) => trace.norms[k] / trace.norms[0]);
        near3(
          [lag.lowRatio, lag.medianRatio, lag.highRatio],
          ratios.filter(Number.isFinite),
          `ratios at ${k}`,
        );
        if (!isOffered) {
          assert.deepEqual(
            [lag.meanAttribution, lag.meanAbsAttribution, lag.medianAbsAttribution],
            [null, null, null],
          );
          continue;
        }
        const own = deep.map((t) => at(t, "gradient").attribution[k]);
        near(lag.meanAttribution, mean(own), `attribution at ${k}`);
        near(lag.meanAbsAttribution, mean(own.map(Math.abs)), `|attribution| at ${k}`);
        near3(
          [lag.lowAbsAttribution, lag.medianAbsAttribution, lag.highAbsAttribution],
          own.map(Math.abs),
          `|attribution| at ${k}`,
        );
      }
      const { layers } = shapeOf(weights);
      assert.ok(got.neurons.every(({ layer }) => layer === layers));
    }),
    { numRuns: 60 },
  );
});

test("every backend gives the reference's report", () => {
  fc.assert(
    fc.property(anyNet, fc.nat(1000), (plan, seed) => {
      const weights = netOfPlan(plan);
      const text = someText(weights, 60, seed);
      fc.pre(predictsAny(weights, text));
      const [want, ...others] = backends().map(
        (one) => [one, runReport(one, weights, text, DEPTH)] as const,
      );
      const largest = Math.max(...want[1].lags.map((lag) => lag.meanAbsGated), 1e-3);
      for (const [, got] of others) {
        assert.deepEqual(
          [got.predictions, got.population],
          [want[1].predictions, want[1].population],
        );
        near(got.bitsPerByte, want[1].bitsPerByte, "bits per byte", 1e-4);
        for (const [k, lag] of got.lags.entries())
          assert.ok(
            Math.abs(lag.meanAbsGated - want[1].lags[k].meanAbsGated) <= 1e-4 * largest,
            `lag ${k}`,
          );
      }
    }),
    { numRuns: 30 },
  );
});

test("columns that a net does not have are left out, its neurons have their layer, its bytes outside are counted", () => {
  const text = new TextEncoder().encode("ab\u00e9abab abba");
  const subject = { text: "t", model: "m", net: "GRU 2 x 5, 2 characters" };
  const plan = { cell: "gru", layers: 2, H: 5, characters: ["a", "b"], seed: 3 } as const;
  const two = runReport(referenceKernels, netOfPlan(plan), text, DEPTH);
  assert.deepEqual([two.predictions, two.outside, hasAttribution(two)], [9, 3, false]);
  const sheet = reportSheet({ report: two }, subject);
  const section = ({ sections }: Sheet, heading: string) =>
    sections.find((one) => one.heading === heading);
  assert.equal(section(sheet, "Attribution by lag"), undefined);
  assert.match(
    section(sheet, "Gated attribution by lag")?.table?.population ?? "",
    /t = 4 \.\. 11 whose next byte is in the model's alphabet, n = 7;/,
  );
  assert.equal(
    reportCsv(two).split("\n")[0],
    "k,meanNorm,medianNorm,ratio,medianRatio,meanGated,meanAbsGated,lowNorm,highNorm,lowRatio,highRatio,medianAbsGated,lowAbsGated,highAbsGated,n,nOfMedians",
  );
  const first = (one: Sheet) => section(one, "The neurons that carry the gradient")?.table?.rows[0];
  assert.match(cellText(first(sheet)?.[1] ?? ""), /^h2\.[0-4]$/);
  const bytes = (one: Sheet) => one.subject.find(([name]) => name === "bytes")?.[1];
  assert.equal(bytes(sheet), "13 (9 predictions; 3 more are not in the model's alphabet)");
  const papers = runReport(
    referenceKernels,
    netOfPlan({ ...plan, cell: "tanh", layers: 1, characters: null }),
    text,
    DEPTH,
  );
  const papersSheet = reportSheet({ report: papers }, subject);
  assert.equal(section(papersSheet, "Attribution by lag")?.table?.rows.length, DEPTH + 1);
  assert.match(reportCsv(papers), /^k,.*meanAttribution,meanAbsAttribution,/);
  assert.match(cellText(first(papersSheet)?.[1] ?? ""), /^h[0-4]$/);
  assert.equal(bytes(papersSheet), "13 (12 predictions)");
});
