// Computes any layer of the table over a stretch: the bytes it depends on, the number of segments, and all of them in
// order. jobs/segmentJobs.ts shares the segments of one stretch among worker threads.
import type { Kernels, Weights } from "../kernels/interface";
import type { NetShape } from "../kernels/shape";
import type { Layer, LayerQuestion, LayerSegments, Stretch } from "./layer";
import { LAYER_KINDS } from "./table";

/** The bytes first .. end) that the layer of from .. to) depends on, in a text of N bytes. */
export function stretchOf(
  question: LayerQuestion,
  from: number,
  to: number,
  N: number,
): { first: number; end: number } {
  const { before, behind } = LAYER_KINDS[question.layer].reach(question);
  return { first: Math.max(0, from - before), end: Math.min(N, to + behind) };
}

/** Rough cost in operations, used to decide where to compute the layer. */
export function layerOperations(shape: NetShape, question: LayerQuestion, bytes: number): number {
  return LAYER_KINDS[question.layer].operations(shape, question, bytes);
}

/** @param allocate makes an ArrayBuffer or a SharedArrayBuffer of this many bytes. */
export function allocateLayer(
  { count }: Stretch,
  { layer }: LayerQuestion,
  allocate: (bytes: number) => ArrayBuffer | SharedArrayBuffer,
): Layer {
  const { isOfPredictions, hasAbsolute } = LAYER_KINDS[layer];
  const values = new Float32Array(allocate(4 * count));
  if (isOfPredictions) values.fill(Number.NaN);
  return { values, absolute: hasAbsolute ? new Float32Array(allocate(4 * count)) : null };
}

export function segmentsIn({ bytes, count }: Stretch, question: LayerQuestion): number {
  const { isOfPredictions, segmentSize } = LAYER_KINDS[question.layer];
  return Math.ceil(
    (isOfPredictions ? Math.max(0, bytes.length - 1) : count) / segmentSize(question),
  );
}

/** Makes the segments of a stretch for one thread, with pauses; their values go into `layer`. */
export function layerSegments(
  backend: Kernels,
  weights: Weights,
  stretch: Stretch,
  question: LayerQuestion,
  layer: Layer,
): Generator<void, LayerSegments> {
  const count = segmentsIn(stretch, question);
  const task = { backend, weights, stretch, question, layer, count };
  return LAYER_KINDS[question.layer].segments(task);
}

/** Computes a layer on this thread, pausing regularly. */
export function* layerOf(
  backend: Kernels,
  weights: Weights,
  stretch: Stretch,
  question: LayerQuestion,
): Generator<void, Layer> {
  const layer = allocateLayer(stretch, question, (bytes) => new ArrayBuffer(bytes));
  const segments = yield* layerSegments(backend, weights, stretch, question, layer);
  const state = stretch.before.slice();
  for (let s = 0; s < segmentsIn(stretch, question); s++) {
    yield* segments.forward(s, state);
    yield* segments.values(s);
  }
  return layer;
}
