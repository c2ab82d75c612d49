// How much a trace, and the curve of a byte, compute between two pauses, at any depth and hidden size, on a machine whose first piece
// (kernels/limits.ts) takes as long as a piece should (kernels/pace.ts). The arithmetic is only counted, which moves the clock, so that
// large models cost nothing.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { byteCurve } from "../../../../server/attribution/causes/byteCurve";
import { pathsOf } from "../../../../server/attribution/paths";
import { Tracer } from "../../../../server/attribution/trace";
import { defaultOptions } from "../../../../server/attribution/types";
import type { Kernels, ModelKernels } from "../../../../server/kernels/interface";
import { MOST_OPERATIONS } from "../../../../server/kernels/limits";
import { PAUSE_MS, timer } from "../../../../server/kernels/pace";
import { referenceKernels } from "../../../../server/kernels/reference";
import type { Runs } from "../../../../server/kernels/runs";
import { referenceRuns } from "../../../../server/kernels/runsReference";
import type { Method } from "../../../../server/protocol/vocabulary/tracing";

const H = 1024;
/** A pause may be late by a step of the recurrence, a step of the trace, and a readout. */
const LATE = 4 * 2 * H * H;

/** Operations of an edge of the paths, as they count them. */
const PER_EDGE = 32;

const { now } = timer;
let done = 0;
timer.now = () => (done / MOST_OPERATIONS) * PAUSE_MS;
after(() => {
  timer.now = now;
});

/** The reference, with its matrix products counted instead of computed. */
function counted(): { kernels: Kernels; operations: () => number } {
  let operations = 0;
  const product = (rows: number) => {
    operations += 2 * H * H * rows;
    done += 2 * H * H * rows;
  };
  const kernels: Kernels = {
    backend: "reference",
    bind: (weights, capacity) =>
      Object.assign(referenceKernels.bind(weights, capacity), {
        recur: (_text, _from, count) => product(count),
        recurVector: () => product(1),
        step: () => product(1),
        readout: () => {},
        score: () => {},
        outputGradient: () => {},
        lag: () => {},
      } satisfies Partial<ModelKernels>),
  };
  return {
    kernels,
    operations() {
      const found = operations;
      operations = 0;
      return found;
    },
  };
}

const zeros = {
  H,
  Wx: new Float32Array(H * 256),
  Wh: new Float32Array(0),
  bh: new Float32Array(H),
  Wy: new Float32Array(256 * H),
  by: new Float32Array(256),
};

const depths: Record<Method, number> = {
  gradient: 2000,
  gated: 2000,
  occlusion: 600,
  integrated: 100,
};

for (const [method, depth] of Object.entries(depths) as [Method, number][])
  test(`a trace pauses within its forward and backward passes (${method})`, () => {
    const { kernels, operations } = counted();
    const tracer = new Tracer(kernels, zeros, depth);
    const past = {
      position: depth,
      bytes: new Uint8Array(depth + 1),
      before: new Float64Array(H),
      next: 0,
    };
    const options = { ...defaultOptions, method, depth };
    let most = 0;
    for (const _ of tracer.steps(past, options, new Float64Array(H)))
      most = Math.max(most, operations());
    most = Math.max(most, operations());
    assert.ok(most <= MOST_OPERATIONS + LATE, `${most / MOST_OPERATIONS} times too much`);
    assert.ok(most >= MOST_OPERATIONS / 4 || method.startsWith("g"), "nothing was counted");
  });

test("neuron paths pause between their columns, and within one of a large net", () => {
  const H = 2048;
  let edges = 0;
  const Wh = new Proxy(new Float32Array(H * H), {
    get: (tensor, index) => {
      edges++;
      done += PER_EDGE;
      return Reflect.get(tensor, index);
    },
  });
  const weights = { ...zeros, H, Wx: new Float32Array(H * 256), Wh, Wy: new Float32Array(256 * H) };
  const tracer = new Tracer(counted().kernels, { ...weights, bh: new Float32Array(H) }, 3);
  const past = { position: 3, bytes: new Uint8Array(4), before: new Float64Array(H), next: 0 };
  let [most, all] = [0, 0];
  const work = pathsOf(tracer, past, defaultOptions, { neurons: 2, least: 0 });
  for (let step = work.next(); ; step = work.next()) {
    most = Math.max(most, edges);
    all += edges;
    edges = 0;
    if (step.done) break;
  }
  assert.ok(all >= 3 * H * H, "nothing was counted");
  assert.ok(most <= MOST_OPERATIONS / 16, `${most} edges without a pause`);
});

for (const lag of [0, 1, 40])
  test(`the curve of a byte pauses while its 256 runs begin, go on and are read out (lag ${lag})`, () => {
    let operations = 0;
    const runs: Runs = Object.assign(referenceRuns(zeros, { rows: 129, steps: 129 }), {
      recur: (_inputs, _from, count, first, end) => {
        const own = 2 * H * H * count * (end - first);
        operations += own;
        done += own;
      },
      readout: (first, end) => {
        const own = 2 * 256 * H * (end - first);
        operations += own;
        done += own;
      },
    } satisfies Partial<Runs>);
    const past = {
      position: 50,
      bytes: new Uint8Array(51),
      before: new Float64Array(H),
      next: 0,
    };
    let most = 0;
    for (const _ of byteCurve(runs, zeros, past, lag, 0)) {
      most = Math.max(most, operations);
      operations = 0;
    }
    most = Math.max(most, operations);
    assert.ok(most <= MOST_OPERATIONS + LATE, `${most / MOST_OPERATIONS} times too much`);
    assert.ok(most >= MOST_OPERATIONS / 2, "nothing was counted");
  });
