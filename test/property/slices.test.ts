// The work between two pauses takes about as long on every machine: on a clock that the operations themselves move, at several
// speeds, long work pauses often enough, on a quick machine not more often, and computes the same bits.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { DocumentStates } from "../../server/documents/states";
import { createRoom, readPart } from "../../server/jobs/readingPart";
import type { Kernels, ModelKernels } from "../../server/kernels/interface";
import { PAUSE_MS, timer } from "../../server/kernels/pace";
import { selectKernels } from "../../server/kernels/select";
import { shapeOf } from "../../server/kernels/shape";
import { layerOf } from "../../server/layers/segments";
import { planReport } from "../../server/statistics/reportPlan";
import { ReportSegments } from "../../server/statistics/reportSegment";
import { allocateTables } from "../../server/statistics/reportTables";
import { sourceOf } from "../tools/byteSource";
import { randomText, randomWeights } from "./kernelsModels";

const H = 1024;
/** Operations a millisecond: of the machines on which the first pieces take too long, about right, and too short. */
const [SLOW, USUAL, QUICK] = [3e6, 1e7, 2e8];
const weights = randomWeights(H, 3, 0.05);
const N = 220;
const text = randomText(N, 5);

const { now } = timer;
after(() => {
  timer.now = now;
});

/** The fastest backend on a machine of this speed, whose clock the calls move. */
function machine(speed: number): { kernels: Kernels; clock: () => number } {
  const backend = selectKernels();
  let operations = 0;
  const clock = () => operations / speed;
  timer.now = clock;
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
          operations += costs[name]?.(args) ?? 0;
          return value.apply(target, args);
        };
      },
    });
  return { kernels: { backend: backend.backend, bind }, clock };
}

interface Paused {
  /** The longest time between two pauses. */
  readonly most: number;
  readonly all: number;
  readonly pauses: number;
}

function paused(work: Generator<unknown, unknown>, clock: () => number): Paused {
  let [most, pauses] = [0, 0];
  const begun = clock();
  for (let done = false; !done; pauses++) {
    const start = clock();
    done = work.next().done === true;
    most = Math.max(most, clock() - start);
  }
  return { most, all: clock() - begun, pauses };
}

/** A block's readout, its g_t and the first piece of its trace follow one another without a pause. */
const BLOCK_PIECES = 3;

/** Runs the work on each machine: how it pauses, and that its result has the same bits. */
function assertPaced<T>(
  run: (kernels: Kernels, measured: (work: Generator<unknown, unknown>) => void) => T,
) {
  const found = [SLOW, USUAL, QUICK].map((speed) => {
    const { kernels, clock } = machine(speed);
    let how: Paused | undefined;
    const result = run(kernels, (work) => {
      how = paused(work, clock);
    });
    assert.ok(how);
    return { result, ...how };
  });
  const [slow, usual, quick] = found;
  assert.ok(usual.all > 2 * BLOCK_PIECES * PAUSE_MS, `only ${usual.all} ms in all`);
  for (const { most } of [usual, quick])
    assert.ok(most <= BLOCK_PIECES * PAUSE_MS, `${most} ms without a pause`);
  assert.ok(quick.pauses <= usual.pauses && usual.pauses <= slow.pauses);
  assert.ok(quick.pauses < slow.pauses, "a quicker machine does more between two pauses");
  assert.deepEqual(usual.result, slow.result);
  assert.deepEqual(quick.result, slow.result);
}

test("a report pauses in its forward pass and traces", () => {
  assertPaced((kernels, measured) => {
    const plan = planReport(N, shapeOf(weights), 2, kernels.backend);
    const tables = allocateTables(plan, 1, (bytes) => new ArrayBuffer(bytes));
    const segments = new ReportSegments(kernels, weights, text, plan, tables);
    measured(segments.work(0));
    return tables;
  });
});

test("every layer pauses", () => {
  for (const layer of ["surprise", "gradientNorm", "neuron", "influence"] as const)
    assertPaced((kernels, measured) => {
      const stretch = { bytes: text, before: new Float64Array(H), lead: 0, count: N };
      const question = { layer, neuron: 1, depth: 3, method: "gradient" } as const;
      let made: unknown;
      measured(
        (function* () {
          made = yield* layerOf(kernels, weights, stretch, question);
        })(),
      );
      return made;
    });
});

test("reading in the background pauses", () => {
  assertPaced((kernels, measured) => {
    const room = createRoom(shapeOf(weights));
    room.bytes.set(text);
    const order = { from: 0, to: N, last: true, interval: 64, statesOnly: false };
    const bound = kernels.bind(weights, { rows: 64, window: 64 });
    measured(readPart(bound, room, order));
    return room;
  });
});

test("running to a place far from every checkpoint pauses and gives the same state as at once", () => {
  const make = (kernels: Kernels) =>
    new DocumentStates(sourceOf(text), kernels.bind(weights, { rows: 1, window: 64 }), {
      interval: 10_000,
      reach: 10_000,
    });
  const stateOf = (states: DocumentStates) => {
    const out = new Float64Array(H);
    assert.equal(states.stateBefore(N - 1, out), "ready");
    return out;
  };
  assertPaced((kernels, measured) => {
    const states = make(kernels);
    measured(states.approach(N - 1));
    const start = timer.now();
    const near = stateOf(states);
    assert.ok(timer.now() - start <= 2 * PAUSE_MS * (USUAL / SLOW));
    assert.deepEqual(near, stateOf(make(kernels)));
    return near;
  });
});
