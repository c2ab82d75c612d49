// One number a byte, for colouring a stretch of text: surprise, gradient norm, influence, activation.
// What is asked and what it depends on; computed in layerSegments.ts. Not here: characters, documents, colours.
import type { Layer as LayerName } from "../protocol/vocabulary/layers";
import type { GradientMethod } from "../protocol/vocabulary/tracing";

export interface LayerQuestion {
  /**
   * surprise: -log2 P of the byte, bits; gradientNorm: ||g|| of its prediction, nats; influence: the sum
   * of what it gives to the next `depth` predictions, nats, and of the absolute values; neuron: h_i after
   * the byte was read.
   */
  readonly layer: LayerName;
  /** Of the neuron layer. */
  readonly neuron: number;
  /** Predictions over which influence is summed. */
  readonly depth: number;
  readonly method: GradientMethod;
}

/** The bytes around a stretch from .. to) that its layer depends on, and the state before them. */
export interface Stretch {
  /** x_first .. x_end-1, see stretchOf(). */
  readonly bytes: Uint8Array;
  /** h_{first-1}, float64 [H]. */
  readonly before: Float64Array;
  /** Bytes before the stretch in `bytes`. */
  readonly lead: number;
  /** Bytes of the stretch. */
  readonly count: number;
}

/** Which bytes first .. end) of a text of N bytes the layer of from .. to) depends on. */
export function stretchOf(
  { layer, depth }: LayerQuestion,
  from: number,
  to: number,
  N: number,
): { first: number; end: number } {
  if (layer === "influence") return { first: from, end: Math.min(N, to + depth) };
  // A byte is predicted at the byte before it.
  return { first: layer === "neuron" ? from : Math.max(0, from - 1), end: to };
}

export interface Layer {
  /** [count]; NaN for the first byte of a text where the layer is about predictions. */
  readonly values: Float32Array;
  /** [count] sums of absolute values: influence only. */
  readonly absolute: Float32Array | null;
}

/** Needs about so many operations: to choose where it is computed. */
export function layerOperations(H: number, { layer, depth }: LayerQuestion, bytes: number): number {
  const recurrence = 2 * H * H;
  if (layer === "neuron") return bytes * recurrence;
  const predictions = bytes * (recurrence + 2 * 256 * H);
  if (layer === "surprise") return predictions;
  return predictions + bytes * (2 * 256 * H + (layer === "influence" ? depth * recurrence : 0));
}

/** @param allocate a buffer of so many bytes: an ArrayBuffer or a SharedArrayBuffer. */
export function allocateLayer(
  { count }: Stretch,
  { layer }: LayerQuestion,
  allocate: (bytes: number) => ArrayBuffer | SharedArrayBuffer,
): Layer {
  const values = new Float32Array(allocate(4 * count));
  // The first byte of a text has no prediction.
  if (layer === "surprise" || layer === "gradientNorm") values.fill(Number.NaN);
  return { values, absolute: layer === "influence" ? new Float32Array(allocate(4 * count)) : null };
}
