// What happens before the first part of a job: binding a large model pauses, on a worker thread and on the server's
// own, so that a cancellation is noticed there too.
import assert from "node:assert/strict";
import { test } from "node:test";
import { finished } from "../../../../server/attribution/backward";
import { nodeFiles } from "../../../../server/files.node";
import { memoryKind } from "../../../../server/jobs/memoryJob";
import { createRoom, readingKind } from "../../../../server/jobs/readingPart";
import { reportKind } from "../../../../server/jobs/reportJobs";
import { createRelay, layerKind } from "../../../../server/jobs/segmentJobs";
import { type AnyKind, opened } from "../../../../server/jobs/shared";
import { tracesKind } from "../../../../server/jobs/tracesJob";
import { bindInSteps } from "../../../../server/kernels/interface";
import { PACKED_AT_ONCE } from "../../../../server/kernels/layout";
import { selectKernels } from "../../../../server/kernels/select";
import { shapeOf } from "../../../../server/kernels/shape";
import { allocateLayer } from "../../../../server/layers/segments";
import { attach } from "../../../../server/requests/attach";
import { Session } from "../../../../server/requests/session";
import { planReport } from "../../../../server/statistics/reportPlan";
import { allocateTables } from "../../../../server/statistics/reportTables";
import { evaluate } from "../../../../server/training/passes";
import { randomText, randomWeights } from "../../../property/kernelsModels";
import { modelFile } from "../../../protocol/modelFile";

const H = 600;
const weights = randomWeights(H, 1, 0.05);
const text = randomText(40, 2);
const backend = selectKernels();
/** Count of packed numbers: W_x once, W_h and W_y twice. */
const PACKED = 2 * H * H + 3 * 256 * H;
const LEAST = Math.floor(PACKED / PACKED_AT_ONCE);

function pausesOf(work: Generator<unknown, unknown>): number {
  let pauses = 0;
  while (!work.next().done) pauses++;
  return pauses;
}

test("binding pauses at intervals and gives the same result as binding at once", () => {
  const capacity = { rows: 2, window: 40 };
  assert.ok(pausesOf(bindInSteps(backend, weights, capacity)) >= LEAST);
  const [one, other] = [
    finished(bindInSteps(backend, weights, capacity)),
    backend.bind(weights, capacity),
  ].map((kernels) => {
    const state = new Float64Array(H);
    kernels.recur(text, 0, text.length, state, 0);
    kernels.readout(10, 2);
    kernels.score(text.subarray(11), 2);
    kernels.outputGradient(2);
    kernels.lag(10, 0, 0, 2);
    kernels.step(0, 2);
    return {
      state,
      Z: kernels.Z.slice(),
      G: kernels.G.slice(),
      gradient: kernels.gradient.slice(),
    };
  });
  assert.deepEqual(one, other);
});

const stretch = { bytes: text, before: new Float64Array(H), lead: 0, count: text.length };
const question = { layer: "influence", neuron: 0, depth: 3, method: "gradient" } as const;
const plan = planReport(text.length, shapeOf(weights), 2, backend.backend);
const allocate = (bytes: number) => new ArrayBuffer(bytes);
const common = { backend: backend.backend, weights };
const jobs: readonly [AnyKind, object][] = [
  [readingKind, { ...common, room: createRoom(shapeOf(weights)) }],
  [tracesKind, { ...common, depth: 9 }],
  [memoryKind, common],
  ...(["surprise", "neuron", "influence"] as const).map((layer): [AnyKind, object] => [
    layerKind,
    {
      ...common,
      stretch,
      question: { ...question, layer },
      layer: allocateLayer(stretch, question, allocate),
      states: new Float64Array(4 * H),
      relay: createRelay(),
    },
  ]),
  [
    reportKind,
    { weights, text, plan, tables: allocateTables(plan, 1, allocate), relay: createRelay() },
  ],
];

for (const [i, [kind, data]] of jobs.entries())
  test(`a job opens with pauses: ${kind.name} ${i}`, () => {
    assert.ok(pausesOf(opened(kind, data)) >= LEAST);
  });

test("a model is judged with pauses before the first prediction", () => {
  assert.ok(pausesOf(evaluate(backend, weights, text.subarray(0, 2))) >= LEAST);
});

test("attaching notices a cancellation or a later attachment while the model is bound", async () => {
  const modelPath = modelFile(weights);
  const session = new Session(nodeFiles(), backend);
  const uri = "untitled:text";
  session.open(uri, 1, "some text");
  let looks = 0;
  const token = {
    get isCancellationRequested() {
      return ++looks > 2;
    },
  };
  const tell = () => {};
  const answer = await attach(session, { uri, modelPath }, tell, token);
  assert.ok("code" in answer && answer.message === "Cancelled.");
  assert.equal(session.binding(uri), undefined);
  const live = { isCancellationRequested: false };
  const [first, second] = await Promise.all([
    attach(session, { uri, modelPath }, tell, live),
    attach(session, { uri, modelPath }, tell, live),
  ]);
  assert.ok("code" in first && "model" in second);
  session.close(uri);
});

test("documents with one model share the kernels their states run with", async () => {
  let bound = 0;
  const counted: typeof backend = {
    backend: backend.backend,
    bind: (...of) => {
      bound++;
      return backend.bind(...of);
    },
  };
  const session = new Session(nodeFiles(), counted);
  const small = randomWeights(5, 1);
  const modelPath = modelFile(small);
  for (let i = 0; i < 3; i++) {
    session.open(`untitled:${i}`, 1, "");
    await attach(session, { uri: `untitled:${i}`, modelPath }, () => {}, {
      isCancellationRequested: false,
    });
  }
  assert.equal(bound, 1);
});
