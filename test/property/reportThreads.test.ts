// A report has the same bits on one, two and three threads, across segment boundaries; its sums and medians are those
// of a plain computation.
import assert from "node:assert/strict";
import path from "node:path";
import { after, test } from "node:test";
import fc from "fast-check";
import { finished } from "../../server/attribution/backward";
import { SEGMENT } from "../../server/attribution/blocks";
import { reportOnThreads } from "../../server/jobs/reportJobs";
import { SlicedPool } from "../../server/jobs/slicedPool";
import { ThreadPool } from "../../server/jobs/threads.node";
import { shapeOf } from "../../server/kernels/shape";
import type { Report } from "../../server/protocol/wire/reportJson";
import {
  countNorms,
  finite,
  NORM_BINS,
  SPREAD_ERROR,
  spread,
  spreadOfCounts,
} from "../../server/statistics/normSpread";
import { report } from "../../server/statistics/report";
import { LIMITS, planReport } from "../../server/statistics/reportPlan";
import { allocateTables } from "../../server/statistics/reportTables";
import { quantile, quantilesInPlace } from "../../server/statistics/summary";
import { runReport } from "../golden/report";
import { backends } from "../tools/backends";
import { randomText, randomWeights } from "./kernelsModels";

const script = path.join(__dirname, "report.worker.js");
/** The last has no threads. */
const pools = [...[2, 3].map((size) => new ThreadPool({ script, size })), new SlicedPool()];
after(() => Promise.all(pools.map((p) => p.dispose())));

for (const backend of backends())
  test(`${backend.backend}: any number of threads gives the same bits`, async () => {
    const weights = randomWeights(13, 5);
    for (const [bytes, depth] of [
      [2, 3],
      [SEGMENT + 1, 8],
      [SEGMENT + 2, 0],
      [3 * SEGMENT + 77, 8],
      [2 * SEGMENT + 9, SEGMENT + 70],
    ]) {
      const text = randomText(bytes, 7);
      const alone = runReport(backend, weights, text, depth);
      for (const pool of pools)
        assert.deepEqual(await reportOnThreads(pool, backend, weights, text, depth), alone);
    }
  });

test("segments change nothing: a long report equals the sum of single traces", () => {
  const [backend] = backends();
  const weights = randomWeights(6, 3);
  const text = randomText(SEGMENT + 300, 11);
  const depth = 5;
  const got = runReport(backend, weights, text, depth);
  const kernels = backend.bind(weights, { rows: 1, window: text.length });
  kernels.recur(text, 0, text.length, new Float64Array(weights.H), 0);
  const norms: number[][] = Array.from({ length: depth + 1 }, () => []);
  let nats = 0;
  for (let t = 0; t < text.length - 1; t++) {
    kernels.readout(t, 1);
    kernels.score(text.subarray(t + 1, t + 2), 1);
    nats -= kernels.logP[0];
    kernels.outputGradient(1);
    for (let k = 0; t >= depth && k <= depth; k++) {
      kernels.lag(t, k, 0, 1);
      norms[k].push(kernels.norm[0]);
      kernels.step(0, 1);
    }
  }
  const close = (a: number, b: number) => assert.ok(Math.abs(a - b) <= 1e-12 * Math.abs(b));
  close(got.bitsPerByte, nats / (text.length - 1) / Math.LN2);
  for (const [k, lag] of got.lags.entries()) {
    close(lag.meanNorm, norms[k].reduce((a, b) => a + b, 0) / norms[k].length);
    assert.equal(lag.medianNorm, quantile(Float64Array.from(norms[k]).sort(), 0.5));
    const ratios = Float64Array.from(norms[k], (n, i) => n / norms[0][i]).sort();
    assert.equal(lag.medianRatio, quantile(ratios, 0.5));
  }
});

test("the median by selection equals that of the sorted values", () => {
  const value = fc.oneof(
    fc.integer({ min: 0, max: 5 }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  );
  fc.assert(
    fc.property(fc.array(value, { minLength: 1 }), (values) => {
      const sorted = Float64Array.from(values).sort();
      const want = quantile(sorted, 0.5);
      const [got] = quantilesInPlace(Float64Array.from(values), [0.5]);
      assert.ok(Object.is(got, want) || got === want || (Number.isNaN(got) && Number.isNaN(want)));
    }),
  );
});

test("beyond the limits quantiles are sampled and counted, and any number of threads still gives the same bits", async () => {
  const weights = randomWeights(13, 5);
  const text = randomText(3 * SEGMENT + 77, 7);
  for (const backend of backends()) {
    const exact = runReport(backend, weights, text, 3);
    const limits = { byLag: 4000, norms: 1000 };
    const alone = finished(report(backend, weights, text, 3, limits));
    for (const pool of pools)
      assert.deepEqual(
        await reportOnThreads(pool, backend, weights, text, 3, () => {}, limits),
        alone,
      );
    assert.deepEqual([exact.gradient.spreadError, exact.medianStep], [0, 1]);
    assert.deepEqual([alone.gradient.spreadError, alone.medianStep], [SPREAD_ERROR, 10]);
    // Nothing else is another number.
    const { meanNorm, topShare } = alone.gradient;
    assert.deepEqual({ ...exact.gradient, meanNorm, topShare }, exact.gradient);
    const means = ({ lags }: Report) =>
      lags.map((lag) => [lag.meanNorm, lag.ratio, lag.meanAbsGated]);
    assert.deepEqual(means(alone), means(exact));
    for (const name of ["lowNorm", "medianNorm", "highNorm"] as const) {
      const [got, want] = [alone.gradient[name] ?? 0, exact.gradient[name] ?? 0];
      assert.ok(Math.abs(got - want) <= SPREAD_ERROR * want, `${name}: ${got} against ${want}`);
    }
  }
});

test("a counted spread is that of the sorted norms, within its error", () => {
  const norm = fc.oneof(
    fc.constantFrom(0, Number.NaN),
    fc.double({ min: 1e-30, max: 1e30, noNaN: true }),
    fc.double({ min: 0.1, max: 10, noNaN: true }),
  );
  const counts = new Uint32Array(NORM_BINS);
  fc.assert(
    fc.property(fc.array(fc.array(norm)), (pieces) => {
      counts.fill(0);
      for (const piece of pieces) countNorms(counts, Float64Array.from(piece));
      const want = spread(finite(Float64Array.from(pieces.flat())));
      const got = spreadOfCounts(counts);
      if (!want || !got) return assert.equal(got, want);
      for (const name of ["low", "median", "high"] as const)
        assert.ok(
          Math.abs(got[name] - want[name]) <= SPREAD_ERROR * want[name],
          `${name}: ${got[name]} against ${want[name]}`,
        );
    }),
    { numRuns: 12 },
  );
});

test("the memory of a report is bounded, whatever the text", () => {
  const [H, slots, MB] = [128, 32, 2 ** 20];
  for (const backend of ["simd", "reference"] as const)
    for (const bytes of [2, 1000, MB, 2 ** 24, 2 ** 31 - 1])
      for (const depth of [0, 8, 50, 1000]) {
        const plan = planReport(bytes, shapeOf({ H }), depth, backend);
        const { medianStep, samples, keepsNorms } = plan;
        assert.ok((samples - 1) * medianStep < bytes);
        if (bytes <= MB && depth <= 8) assert.equal(medianStep, 1);
        assert.equal(keepsNorms, bytes - 1 <= LIMITS.norms);
        let allocated = 0;
        allocateTables(plan, slots, (size) => {
          allocated += size;
          return new ArrayBuffer(size);
        });
        const size = backend === "reference" ? 8 : 4;
        const ring = slots * (8 * (H + 8 + 3 * H + 5 * (depth + 1)) + (size + 4) * SEGMENT);
        assert.ok(allocated < size * LIMITS.byLag + 64 * MB + ring + MB, `${allocated} bytes`);
      }
});
