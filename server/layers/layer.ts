// What a layer is: one number a byte, for colouring a stretch of text (docs/method.md, section 8). What is asked, what it
// depends on, and what each layer has to say of itself; each is a file of this folder and a row of table.ts.
// Not here: characters, documents, colours.
import type { Kernels, Weights } from "../kernels/interface";
import type { Layer as LayerName } from "../protocol/vocabulary/layers";
import type { GradientMethod } from "../protocol/vocabulary/tracing";

export interface LayerQuestion {
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

export interface Layer {
  /** [count]; NaN for the first byte of a text where the layer is about predictions. */
  readonly values: Float32Array;
  /** [count] sums of absolute values: influence only. */
  readonly absolute: Float32Array | null;
}

/**
 * A layer in segments, each from the state before it to its own part of the values, so that threads can share one:
 * forward() of a segment comes before forward() of the next, values() in any order. Which thread does what changes no
 * bit: every row has its own, and a byte's sum is added up within one segment. Both pause after so many operations.
 */
export interface LayerSegments {
  /** `state` (float64 [H]) enters as that before segment s, leaves as that before s + 1. */
  forward(s: number, state: Float64Array): Generator<void, void>;
  /** Writes the values of segment s, for which forward() was the last to run. May run again. */
  values(s: number): Generator<void, void>;
}

/** What a layer says of itself. */
export interface LayerKind {
  /** Bytes before and behind a stretch that it depends on. */
  reach(question: LayerQuestion): { readonly before: number; readonly behind: number };
  /** Needs about so many operations for so many bytes: to choose where it is computed. */
  operations(H: number, question: LayerQuestion, bytes: number): number;
  /** It is about the prediction of a byte, and the first byte of a text has none. */
  readonly isOfPredictions: boolean;
  /** It sums signed values, and their absolute values beside them. */
  readonly hasAbsolute: boolean;
  /** Bytes, or predictions, of a segment. Depends on the question alone, never on the threads. */
  segmentSize(question: LayerQuestion): number;
  /** How the values of the bytes of one character become that of the character. */
  joined(first: number, next: number): number;
  /** For one thread, made with pauses; the values go into `layer`. */
  segments(task: LayerTask): Generator<void, LayerSegments>;
}

export interface LayerTask {
  readonly backend: Kernels;
  readonly weights: Weights;
  readonly stretch: Stretch;
  readonly question: LayerQuestion;
  readonly layer: Layer;
  /** How many segments there are. */
  readonly count: number;
}

/** Of one recurrence, in operations. */
export const recurrence = (H: number) => 2 * H * H;
/** Of one prediction: recurrence and readout. */
export const prediction = (H: number) => recurrence(H) + 2 * 256 * H;

export const sum = (a: number, b: number) => a + b;
