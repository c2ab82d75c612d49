// Layers on worker threads, in segments, and the relay of states that reports use too. Each thread runs the states of its
// segment, hands on the last one, and computes the rest while another thread runs the next segment. The results do not
// depend on the threads: they are those of layerOf(), bit for bit.
import type { BackendName, Kernels, Weights } from "../kernels/interface";
import { selectKernels } from "../kernels/select";
import { shapeOf } from "../kernels/shape";
import type { Layer, LayerQuestion, Stretch } from "../layers/layer";
import { allocateLayer, layerSegments, segmentsIn } from "../layers/segments";
import type { Pool } from "./pool";
import { type JobKind, Priority, shareBytes, sharedBuffer, shareWeights } from "./shared";
import { type Cancellation, inParts } from "./slices";

/**
 * Says in shared memory which part may begin, because each hands a state on to the next; after that they may run in
 * parallel. [1] parts up to this one have the state that they begin with.
 */
export type Relay = Int32Array;

/** Short, so that a part that nobody wants any more can be stopped. */
const WAIT_MS = 10;

/** A relay in which the first part may begin. */
export function createRelay(first = 0): Relay {
  const relay = new Int32Array(sharedBuffer(4));
  relay[0] = first;
  return relay;
}

/** Pauses until part `s` may begin. */
export function* awaitTurn(relay: Relay, s: number): Generator<void, void> {
  for (;;) {
    const now = Atomics.load(relay, 0);
    if (now >= s) return;
    Atomics.wait(relay, 0, now, WAIT_MS);
    yield;
  }
}

/** Lets part `s` begin. A part that is done again lets those go on that already may. */
export function giveTurn(relay: Relay, s: number): void {
  let now = Atomics.load(relay, 0);
  while (now < s) {
    const found = Atomics.compareExchange(relay, 0, now, s);
    if (found === now) break;
    now = found;
  }
  Atomics.notify(relay, 0);
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
    relay: createRelay(),
  };
  const parts = Array.from({ length: segments }, (_, s) => s);
  const done = await inParts(pool, layerKind, { data, parts, token, priority: Priority.viewport });
  return done && layer;
}
