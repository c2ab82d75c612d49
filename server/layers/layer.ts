// What a layer is: one number per byte, for colouring a stretch of text (docs/method.md, section 8). Defines the
// question, the bytes it depends on, what each kind declares, and what the layers of predictions have in common; each
// kind has a file in this folder and a row in table.ts. Not here: characters, documents, colours.
import { type Block, SEGMENT, SegmentWorkspace } from "../attribution/blocks";
import type { Kernels, Weights } from "../kernels/interface";
import type { NetShape } from "../kernels/shape";
import type { NetLayer } from "../protocol/vocabulary/layers";
import type { GradientMethod } from "../protocol/vocabulary/tracing";

export interface LayerQuestion {
  readonly layer: NetLayer;
  /** For the neuron layer. */
  readonly neuron: number;
  /** Predictions over which influence is summed. */
  readonly depth: number;
  readonly method: GradientMethod;
}

/** The bytes in and around a stretch from .. to) that its layer depends on, and the state before them. */
export interface Stretch {
  /** x_first .. x_end-1, see stretchOf(). */
  readonly bytes: Uint8Array;
  /** The state before x_first, float64 [stateSize]. */
  readonly before: Float64Array;
  /** Number of bytes in `bytes` before the stretch. */
  readonly lead: number;
  /** Number of bytes in the stretch. */
  readonly count: number;
  /** [count] what counting pays for the bytes of the stretch; for net - counting. */
  readonly counting?: Float32Array;
}

export interface Layer {
  /** [count]; NaN for a byte that nothing predicts if the layer is about predictions: the first, or one outside the alphabet. */
  readonly values: Float32Array;
  /** [count] sums of absolute values; only for influence. */
  readonly absolute: Float32Array | null;
}

/**
 * A layer in segments that threads can share: each runs from the state before it and writes its own part of the
 * values. forward() must run in segment order, values() in any order. The threads never change a bit of the result:
 * every row is computed alone, and a byte's sum is added up within one segment. Both methods pause regularly.
 */
export interface LayerSegments {
  /** `state` (float64 [stateSize]) goes in as the state before segment s and comes out as the one before s + 1. */
  forward(s: number, state: Float64Array): Generator<void, void>;
  /** Writes the values of segment s, directly after its forward(). May run again. */
  values(s: number): Generator<void, void>;
}

/** What a layer declares about itself. */
export interface LayerKind {
  /** Number of bytes before and after a stretch that it depends on. */
  reach(question: LayerQuestion): { readonly before: number; readonly behind: number };
  /** Rough cost in operations for this many bytes, used to decide where to compute it. */
  operations(shape: NetShape, question: LayerQuestion, bytes: number): number;
  /** The layer is about the prediction of a byte; the first byte of a text has none. */
  readonly isOfPredictions: boolean;
  /** The layer sums signed values, and also their absolute values. */
  readonly hasAbsolute: boolean;
  /** Bytes, or predictions, per segment. Depends only on the question, never on the threads. */
  segmentSize(question: LayerQuestion): number;
  /** Combines the values of the bytes of a character into one. */
  joined(first: number, next: number): number;
  /** Makes the segments for one thread, with pauses; their values go into `layer`. */
  segments(task: LayerTask): Generator<void, LayerSegments>;
}

interface LayerTask {
  readonly backend: Kernels;
  readonly weights: Weights;
  readonly stretch: Stretch;
  readonly question: LayerQuestion;
  readonly layer: Layer;
  /** Number of segments. */
  readonly count: number;
}

/** Operations of one readout, or of one g_t. */
export const readout = ({ H }: NetShape) => 2 * 256 * H;
/** Operations of one prediction: recurrence and readout. */
export const prediction = (shape: NetShape) => shape.operations + readout(shape);

export const sum = (a: number, b: number) => a + b;

/** What surprise, gradient norm and net - counting share. A byte is predicted at the byte before it. */
export const OF_PREDICTIONS = {
  reach: () => ({ before: 1, behind: 0 }),
  isOfPredictions: true,
  hasAbsolute: false,
  segmentSize: () => SEGMENT,
} as const satisfies Partial<LayerKind>;

/**
 * The segments of a layer in which a byte's value belongs to the prediction before it.
 * @param write writes the values of a block, that of its first row at index `at`
 */
export function* ofPredictions(
  { backend, weights, stretch, layer }: LayerTask,
  write: (block: Block, values: Float32Array, at: number) => void,
): Generator<void, LayerSegments> {
  const { bytes, lead } = stretch;
  const workspace = yield* SegmentWorkspace.make(backend, weights, bytes, 0);
  const positions = bytes.length - 1;
  return {
    forward: (s, state) =>
      workspace.forward(s * SEGMENT, Math.min(positions, (s + 1) * SEGMENT), state),
    *values() {
      for (const block of workspace.blocks()) {
        write(block, layer.values, block.t0 + 1 - lead);
        yield;
      }
    },
  };
}
