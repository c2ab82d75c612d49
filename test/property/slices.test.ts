// The work between two pauses is bounded for any hidden size: counted in operations, not timed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { DocumentStates } from "../../server/documents/states";
import { createRoom, readPart } from "../../server/jobs/readingPart";
import type { Kernels, ModelKernels } from "../../server/kernels/interface";
import { MOST_OPERATIONS } from "../../server/kernels/limits";
import { selectKernels } from "../../server/kernels/select";
import { shapeOf } from "../../server/kernels/shape";
import { layerOf } from "../../server/layers/segments";
import { planReport } from "../../server/statistics/reportPlan";
import { ReportSegments } from "../../server/statistics/reportSegment";
import { allocateTables } from "../../server/statistics/reportTables";
import { sourceOf } from "../tools/byteSource";
import { randomText, randomWeights } from "./kernelsModels";

const H = 1024;
/** A block's readout, its g_t and the first piece of its trace follow one another without a pause. */
const BOUND = 3 * MOST_OPERATIONS;
const weights = randomWeights(H, 3, 0.05);
const N = 220;
const text = randomText(N, 5);

/** The fastest backend, counting the operations of the calls. */
function counted(): { kernels: Kernels; count: { operations: number } } {
  const backend = selectKernels();
  const count = { operations: 0 };
  const costs: Partial<Record<keyof ModelKernels, (args: number[]) => number>> = {
    recur: ([, , steps]) => 2 * H * H * steps,
    recurVector: () => 2 * H * H,
    readout: ([, rows]) => 2 * 256 * H * rows,
    outputGradient: ([rows]) => 2 * 256 * H * rows,
    lag: ([, , from, to]) => 7 * H * (to - from),
    step: ([from, to]) => 2 * H * H * (to - from),
  };
  const bind: Kernels["bind"] = (model, capacity) =>
    new Proxy(backend.bind(model, capacity), {
      get(target, name: keyof ModelKernels) {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== "function") return value;
        return (...args: number[]) => {
          count.operations += costs[name]?.(args) ?? 0;
          return value.apply(target, args);
        };
      },
    });
  return { kernels: { backend: backend.backend, bind }, count };
}

/** The most operations between two pauses, and the total. */
function slices(
  work: Generator<unknown, unknown>,
  count: { operations: number },
): { most: number; all: number } {
  let most = 0;
  let all = 0;
  for (let done = false; !done; ) {
    count.operations = 0;
    done = work.next().done === true;
    most = Math.max(most, count.operations);
    all += count.operations;
  }
  return { most, all };
}

function assertBounded({ most, all }: { most: number; all: number }): void {
  assert.ok(all > 2 * BOUND, `only ${all} operations in all`);
  assert.ok(most <= BOUND, `${most} operations without a pause, of ${all}`);
}

test("a report pauses in its forward pass and traces", () => {
  const { kernels, count } = counted();
  const plan = planReport(N, shapeOf(weights), 2, kernels.backend);
  const tables = allocateTables(plan, 1, (bytes) => new ArrayBuffer(bytes));
  const segments = new ReportSegments(kernels, weights, text, plan, tables);
  assertBounded(slices(segments.work(0), count));
});

test("every layer pauses", () => {
  for (const layer of ["surprise", "gradientNorm", "neuron", "influence"] as const) {
    const { kernels, count } = counted();
    const stretch = { bytes: text, before: new Float64Array(H), lead: 0, count: N };
    const question = { layer, neuron: 1, depth: 3, method: "gradient" } as const;
    assertBounded(slices(layerOf(kernels, weights, stretch, question), count));
  }
});

test("reading in the background pauses", () => {
  const { kernels, count } = counted();
  const room = createRoom(shapeOf(weights));
  room.bytes.set(text);
  const order = { from: 0, to: N, last: true, interval: 64, statesOnly: false };
  const bound = kernels.bind(weights, { rows: 64, window: 64 });
  assertBounded(slices(readPart(bound, room, order), count));
});

test("running to a place far from every checkpoint pauses and gives the same state as at once", () => {
  const { kernels, count } = counted();
  const make = () =>
    new DocumentStates(sourceOf(text), kernels.bind(weights, { rows: 1, window: 64 }), {
      interval: 10_000,
      reach: 10_000,
    });
  const states = make();
  assertBounded(slices(states.approach(N - 1), count));
  const [near, atOnce] = [states, make()].map((of) => {
    const out = new Float64Array(H);
    count.operations = 0;
    assert.equal(of.stateBefore(N - 1, out), "ready");
    return { out, operations: count.operations };
  });
  assert.deepEqual(near.out, atOnce.out);
  assert.ok(near.operations <= MOST_OPERATIONS);
});
