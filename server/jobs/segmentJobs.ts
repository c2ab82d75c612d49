// Layers and reports on worker threads, in segments. Each thread runs the states of its segment, hands on the last one,
// and computes the rest while another thread runs the next segment. The results do not depend on the threads: they are
// those of layerOf() and report(), bit for bit.
import type { BackendName, Kernels, Weights } from "../kernels/interface";
import { selectKernels } from "../kernels/select";
import { shapeOf } from "../kernels/shape";
import type { Layer, LayerQuestion, Stretch } from "../layers/layer";
import { allocateLayer, layerSegments, segmentsIn } from "../layers/segments";
import { type Counted, compareWithCounting, countedBits } from "../statistics/counting";
import { type Report, reportOf, spectrum } from "../statistics/report";
import {
  allocateTables,
  planReport,
  type ReportPlan,
  type ReportTables,
} from "../statistics/reportPlan";
import { ReportSegments } from "../statistics/reportSegment";
import type { Pool } from "./pool";
import { type JobKind, Priority, shareBytes, sharedBuffer, shareWeights } from "./shared";
import { type Cancellation, inParts } from "./slices";

/**
 * Flags in shared memory that say which part may begin, because each hands a state on to the next; after that they may
 * run in parallel. [parts + 1] 1 if the state that a part begins with is ready.
 */
type Relay = Int32Array;

/** Short, so that a part that nobody wants any more can be stopped. */
const WAIT_MS = 10;

/** A relay in which only the first part may begin. */
export function createRelay(parts: number): Relay {
  const relay = new Int32Array(sharedBuffer(4 * (parts + 1)));
  relay[0] = 1;
  return relay;
}

/** Pauses until part `s` may begin. */
function* awaitTurn(relay: Relay, s: number): Generator<void, void> {
  while (Atomics.load(relay, s) === 0) {
    Atomics.wait(relay, s, 0, WAIT_MS);
    yield;
  }
}

/** Lets part `s` begin. */
function giveTurn(relay: Relay, s: number): void {
  Atomics.store(relay, s, 1);
  Atomics.notify(relay, s);
}

interface LayerData {
  readonly backend: BackendName;
  readonly weights: Weights;
  readonly stretch: Stretch;
  readonly question: LayerQuestion;
  readonly layer: Layer;
  /** [segments + 1][H] the state before each segment, float64. */
  readonly states: Float64Array;
  readonly relay: Relay;
}

export const layerKind: JobKind<LayerData, number, void> = {
  name: "layer",
  *open({ backend, weights, stretch, question, layer, states, relay }) {
    const kernels = selectKernels(backend);
    const segments = yield* layerSegments(kernels, weights, stretch, question, layer);
    const { stateSize } = shapeOf(weights);
    const state = new Float64Array(stateSize);
    return function* (s) {
      yield* awaitTurn(relay, s);
      state.set(states.subarray(stateSize * s, stateSize * (s + 1)));
      yield* segments.forward(s, state);
      states.set(state, stateSize * (s + 1));
      giveTurn(relay, s + 1);
      yield* segments.values(s);
    };
  },
};

/** A layer over a long stretch. undefined if cancelled. */
export async function layerOnThreads(
  pool: Pool,
  backend: Kernels,
  weights: Weights,
  stretch: Stretch,
  question: LayerQuestion,
  token: Cancellation,
): Promise<Layer | undefined> {
  const { stateSize } = shapeOf(weights);
  const segments = segmentsIn(stretch, question);
  const layer = allocateLayer(stretch, question, sharedBuffer);
  const states = new Float64Array(sharedBuffer(8 * stateSize * (segments + 1)));
  states.set(stretch.before);
  const data = {
    backend: backend.backend,
    weights: shareWeights(weights),
    stretch: { ...stretch, bytes: shareBytes(stretch.bytes) },
    question,
    layer,
    states,
    relay: createRelay(segments),
  };
  const parts = Array.from({ length: segments }, (_, s) => s);
  const done = await inParts(pool, layerKind, { data, parts, token, priority: Priority.viewport });
  return done && layer;
}

interface ReportData {
  readonly weights: Weights;
  readonly text: Uint8Array;
  readonly plan: ReportPlan;
  readonly tables: ReportTables;
  /** Hands the states on from segment to segment. */
  readonly relay: Relay;
}

export const reportKind: JobKind<ReportData, number, void> = {
  name: "report",
  *open({ weights, text, plan, tables, relay }) {
    const kernels = selectKernels(plan.backend);
    const segments = yield* ReportSegments.make(kernels, weights, text, plan, tables);
    return function* (s) {
      yield* awaitTurn(relay, s);
      yield* segments.forward(s);
      giveTurn(relay, s + 1);
      yield* segments.trace(s);
    };
  },
};

/** Half a second at H = 128, so one thread does this while the others begin with the text. */
export const spectrumKind: JobKind<Weights, null, ReturnType<typeof spectrum>> = {
  name: "spectrum",
  open: (weights) =>
    // biome-ignore lint/correctness/useYield: the decomposition cannot pause.
    function* () {
      return spectrum(weights);
    },
};

/** What counting pays for each byte, on a thread of its own, since it is about the text alone. */
export const countingKind: JobKind<Uint8Array, null, Counted> = {
  name: "counting",
  open: (text) => () => countedBits(text),
};

/**
 * The report; its sums are in shared memory and are added in the order of the segments. `onProgress` is called with the
 * fraction done.
 */
export async function reportOnThreads(
  pool: Pool,
  backend: Kernels,
  weights: Weights,
  text: Uint8Array,
  depth: number,
  onProgress: (fraction: number) => void = () => {},
): Promise<Report> {
  const plan = planReport(text.length, shapeOf(weights), depth, backend.backend);
  const tables = allocateTables(plan, sharedBuffer);
  const shared = shareWeights(weights);
  const sharedText = shareBytes(text);
  const matrix = pool.open(spectrumKind, shared);
  const counts = pool.open(countingKind, sharedText);
  const job = pool.open(reportKind, {
    weights: shared,
    text: sharedText,
    plan,
    tables,
    relay: createRelay(plan.segments),
  });
  try {
    let done = 0;
    const [ofMatrix, counted] = await Promise.all([
      matrix.part(null),
      counts.part(null),
      ...Array.from({ length: plan.segments }, async (_, s) => {
        await job.part(s);
        onProgress(++done / plan.segments);
      }),
    ]);
    const counting = compareWithCounting(tables.bits, counted!);
    return { ...reportOf(plan, tables, ofMatrix!), counting };
  } finally {
    matrix.close();
    counts.close();
    job.close();
  }
}
