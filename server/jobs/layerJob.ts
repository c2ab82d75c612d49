// Computes a layer over a long stretch on worker threads: each runs the states of its segment, hands on the last one,
// and computes the values while another thread runs the next. The same bits as layerOf() of layers/segments.ts.
import type { BackendName, Kernels, Weights } from "../kernels/interface";
import { selectKernels } from "../kernels/select";
import type { Layer, LayerQuestion, Stretch } from "../layers/layer";
import { allocateLayer, layerSegments, segmentsIn } from "../layers/segments";
import { inParts } from "./inParts";
import { type JobKind, Priority } from "./kind";
import type { Pool } from "./pool";
import { awaitTurn, createRelay, giveTurn, type Relay } from "./relay";
import { shareBytes, sharedBuffer, shareWeights } from "./shared";
import type { Cancellation } from "./slices";

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
    const { H } = weights;
    const state = new Float64Array(H);
    return function* (s) {
      yield* awaitTurn(relay, s);
      state.set(states.subarray(H * s, H * (s + 1)));
      yield* segments.forward(s, state);
      states.set(state, H * (s + 1));
      giveTurn(relay, s + 1);
      yield* segments.values(s);
    };
  },
};

/** undefined if cancelled. */
export async function layerOnThreads(
  pool: Pool,
  backend: Kernels,
  weights: Weights,
  stretch: Stretch,
  question: LayerQuestion,
  token: Cancellation,
): Promise<Layer | undefined> {
  const { H } = weights;
  const segments = segmentsIn(stretch, question);
  const layer = allocateLayer(stretch, question, sharedBuffer);
  const states = new Float64Array(sharedBuffer(8 * H * (segments + 1)));
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
