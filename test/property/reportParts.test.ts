// A report in parts: cut anywhere, on any number of threads, written to files and merged, it is the report of a single run, bit for
// bit, for every cell, with an alphabet and beyond the limits of what is kept.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { finished } from "../../server/attribution/backward";
import { SEGMENT } from "../../server/attribution/blocks";
import { addPart, PartWriter } from "../../server/cli/partFile";
import { nodeFiles } from "../../server/files.node";
import type { Pool } from "../../server/jobs/pool";
import { mergedOnThreads, partOnThreads } from "../../server/jobs/reportPartJobs";
import { ThreadPool } from "../../server/jobs/threads.node";
import type { Kernels, Weights } from "../../server/kernels/interface";
import { shapeOf } from "../../server/kernels/shape";
import type { Report } from "../../server/protocol/wire/reportJson";
import { report } from "../../server/statistics/report";
import { MergedParts } from "../../server/statistics/reportPart";
import { LIMITS, planPart, planReport, positionsOf } from "../../server/statistics/reportPlan";
import { allocateTables } from "../../server/statistics/reportTables";
import { backends } from "../tools/backends";
import { netOfPlan } from "../tools/randomNets";
import { randomText, randomWeights } from "./kernelsModels";

const script = path.join(__dirname, "report.worker.js");
const pools = [1, 2].map((size) => new ThreadPool({ script, size }));
const folder = mkdtempSync(path.join(tmpdir(), "sparse-diff-parts-"));
after(async () => {
  await Promise.all(pools.map((pool) => pool.dispose()));
  rmSync(folder, { recursive: true });
});
const files = nodeFiles();

/** The report of all parts, each run on another pool than the one before. */
async function inParts(
  backend: Kernels,
  weights: Weights,
  text: Uint8Array,
  depth: number,
  parts: number,
  limits = LIMITS,
): Promise<Report | undefined> {
  const plan = planReport(text.length, shapeOf(weights), depth, backend.backend, limits);
  const merged = new MergedParts(
    plan,
    allocateTables(plan, 1, (bytes) => new SharedArrayBuffer(bytes)),
  );
  const all = Array.from({ length: parts }, (_, i) => planPart(plan, { part: i + 1, parts }));
  const file = (part: number) => path.join(folder, `part-${part}`);
  // In no order: a part needs nothing of the others.
  for (const [i, part] of [...all.entries()].reverse()) {
    const writer = await PartWriter.start(files, file(i), { part: i });
    const made = await partOnThreads(pools[i % pools.length] as Pool, weights, text, part, {
      row: (sums) => writer.row(sums),
      progress: () => {},
    });
    assert.ok(made);
    await writer.finish(part, made.tables, made.data);
  }
  for (const [i, part] of all.entries()) await addPart(files, file(i), part, merged);
  return mergedOnThreads(pools[0] as Pool, weights, text, merged);
}

for (const backend of backends())
  test(`${backend.backend}: a report of any parts has the bits of a single run`, async () => {
    const weights = randomWeights(9, 5);
    for (const [bytes, depth, cuts] of [
      [2, 3, [1]],
      [SEGMENT + 2, 0, [1, 2]],
      [9 * SEGMENT + 77, 8, [2, 3, 10]],
      [3 * SEGMENT, SEGMENT + 70, [3]],
    ] as const) {
      const text = randomText(bytes, 7);
      const alone = finished(report(backend, weights, text, depth));
      for (const parts of cuts)
        assert.deepEqual(await inParts(backend, weights, text, depth, parts), alone);
    }
  });

test("so has that of every cell, with bytes outside the alphabet, sampled and counted", async () => {
  const text = randomText(4 * SEGMENT + 300, 3).map((byte) => 97 + (byte % 5));
  const limits = { byLag: 3000, norms: 2000 };
  const characters = ["a", "b", "c", "d"];
  for (const plan of [
    { cell: "gru", layers: 2, H: 5, characters, seed: 3 },
    { cell: "lstm", layers: 1, H: 4, characters, seed: 4 },
    { cell: "relu", layers: 1, H: 6, characters: null, seed: 5 },
  ] as const) {
    const weights = netOfPlan(plan);
    for (const backend of backends())
      for (const some of [LIMITS, limits]) {
        const alone = finished(report(backend, weights, text, 5, some));
        assert.equal(alone.gradient.spreadError > 0, some === limits);
        assert.deepEqual(await inParts(backend, weights, text, 5, 3, some), alone);
      }
  }
});

test("parts cover a text once, in order, whatever their number", () => {
  for (const bytes of [2, 1025, 1026, 300_000])
    for (const depth of [0, 1000]) {
      const plan = planReport(bytes, shapeOf({ H: 8 }), depth, "simd", { byLag: 5000, norms: 9 });
      for (let parts = 1; parts <= Math.min(40, plan.segments); parts++) {
        let [position, sample] = [0, 0];
        for (let part = 1; part <= parts; part++) {
          const own = planPart(plan, { part, parts });
          const { from, to } = positionsOf(own);
          assert.deepEqual([from, own.firstSample], [position, sample]);
          assert.ok(to > from);
          position = to;
          sample += own.samples;
        }
        assert.deepEqual([position, sample], [plan.predictions, plan.samples]);
      }
    }
});
