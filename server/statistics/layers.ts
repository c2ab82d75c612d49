// One number a byte, for colouring a stretch of text: surprise, gradient norm, influence, activation.
// In blocks, like everything over many positions; not here: characters, documents, colours.
import type { Kernels, Weights } from "../kernels/interface";
import { SEGMENT, SegmentWorkspace, traceBlock } from "./blocks";

/**
 * surprise: -log2 P of the byte, bits; gradientNorm: ||g|| of its prediction, nats; influence: the sum
 * of what it gives to the next `depth` predictions, nats, and of the absolute values; neuron: h_i after
 * the byte was read.
 */
export type LayerName = "surprise" | "gradientNorm" | "influence" | "neuron";

export interface LayerQuestion {
  readonly layer: LayerName;
  /** Of the neuron layer. */
  readonly neuron: number;
  /** Predictions over which influence is summed. */
  readonly depth: number;
  readonly method: "gradient" | "gated";
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

/** Pauses at least after every block. */
export function* layerOf(
  backend: Kernels,
  weights: Weights,
  stretch: Stretch,
  question: LayerQuestion,
): Generator<void, Layer> {
  const { layer } = question;
  if (layer === "neuron") return yield* activations(backend, weights, stretch, question.neuron);
  if (layer === "influence") return yield* influences(backend, weights, stretch, question);
  const { bytes, before, lead, count } = stretch;
  const values = new Float32Array(count).fill(Number.NaN);
  const workspace = new SegmentWorkspace(backend, weights, bytes, 0);
  const state = before.slice();
  for (let from = 0; from < bytes.length - 1; from += SEGMENT) {
    workspace.forward(from, Math.min(bytes.length - 1, from + SEGMENT), state);
    for (const block of workspace.blocks()) {
      const { kernels, t0, first } = block;
      if (layer === "gradientNorm") kernels.lag(first, 0, 0, block.count);
      for (let i = 0; i < block.count; i++)
        values[t0 + i + 1 - lead] =
          layer === "surprise" ? -kernels.logP[i] / Math.LN2 : kernels.norm[i];
      yield;
    }
  }
  return { values, absolute: null };
}

function* activations(
  backend: Kernels,
  weights: Weights,
  { bytes, before, count }: Stretch,
  neuron: number,
): Generator<void, Layer> {
  const rows = Math.max(1, Math.min(SEGMENT, count));
  const kernels = backend.bind(weights, { rows: 1, window: rows });
  const values = new Float32Array(count);
  const state = before.slice();
  for (let at = 0; at < count; at += rows) {
    const now = Math.min(rows, count - at);
    kernels.recur(bytes, at, now, state, 0);
    for (let i = 0; i < now; i++) values[at + i] = kernels.h[i * kernels.stride + neuron];
    yield;
  }
  return { values, absolute: null };
}

/** Every prediction t gives to the byte at lag k what its trace says, as far as that byte is wanted. */
function* influences(
  backend: Kernels,
  weights: Weights,
  { bytes, before, count }: Stretch,
  { depth, method }: LayerQuestion,
): Generator<void, Layer> {
  const values = new Float32Array(count);
  const absolute = new Float32Array(count);
  const deepest = depth - 1;
  // The first byte wanted opens the text of the workspace, so no lag reaches back beyond it.
  const workspace = new SegmentWorkspace(backend, weights, bytes, deepest);
  const state = before.slice();
  for (let from = 0; from < bytes.length - 1; from += SEGMENT) {
    workspace.forward(from, Math.min(bytes.length - 1, from + SEGMENT), state);
    for (const block of workspace.blocks()) {
      const given = block.kernels[method];
      yield* traceBlock(block, deepest, (k, first) => {
        const last = Math.min(block.count, count + k - block.t0);
        for (let i = first; i < last; i++) {
          const byte = block.t0 + i - k;
          values[byte] += given[i];
          absolute[byte] += Math.abs(given[i]);
        }
      });
      yield;
    }
  }
  return { values, absolute };
}
