// The arithmetic every backend provides for one model: recurrence, readout, one lag of the trace. Not here: what a
// trace or a statistic is. Backends differ in precision and speed, never in meaning. Within one backend a row gives
// the same bits alone or in a block (one reduction order).
import type { NetShape } from "./shape";
import type { Weights } from "./weights";

export type { UpperLayer, Weights } from "./weights";

export type Numbers = Float64Array | Float32Array;
export type BackendName = "reference" | "simd" | "relaxed-simd" | "native";

export interface Capacity {
  /** Positions that move together in one block (1 for a single trace). */
  readonly rows: number;
  /** Rows of the window of states: at least rows + the largest lag. */
  readonly window: number;
}

export interface Kernels {
  readonly backend: BackendName;
  /** Copies the weights into the backend's buffers and allocates everything the operations need. */
  bind(weights: Weights, capacity: Capacity): ModelKernels;
  /** The same with pauses, if bind() takes long for a large model; see bindInSteps(). */
  bindSteps?(weights: Weights, capacity: Capacity): Generator<void, ModelKernels>;
}

/** Binds with pauses if the backend supports that; for callers that must notice a cancellation meanwhile. */
export function* bindInSteps(
  backend: Kernels,
  weights: Weights,
  capacity: Capacity,
): Generator<void, ModelKernels> {
  if (!backend.bindSteps) return backend.bind(weights, capacity);
  return yield* backend.bindSteps(weights, capacity);
}

/**
 * One model and one workspace. The window holds consecutive (byte, hidden state) rows of a text; a block is `count`
 * consecutive window rows from `first` on, one prediction each. Row i of every block buffer starts at i * stride
 * (hidden) or i * 256 (vocabulary); padding is zero. No operation allocates. Views stay valid while the object lives.
 */
export interface ModelKernels {
  readonly backend: BackendName;
  readonly shape: NetShape;
  readonly H: number;
  readonly capacity: Capacity;
  /** Elements from one row to the next in h (H padded as the backend needs). */
  readonly stride: number;
  /** The same of G: a whole state, each of its parts padded. For the paper's net it is `stride`. */
  readonly strideG: number;
  /** The same of D: a step's pre-activations. */
  readonly strideD: number;
  /** [window] input byte x of each window row. */
  readonly x: Uint8Array;
  /**
   * [window x stride] h of the top layer of each window row, in the backend's working precision. Read-only: recur and
   * recurVector write it, together with what the way back needs of the step.
   */
  readonly h: Numbers;
  /** [rows x 256] logits z. */
  readonly Z: Numbers;
  /** [rows x 256] probabilities P. */
  readonly P: Numbers;
  /** [rows x 256] c = dL/dz, so that g = W_y^T c. */
  readonly C: Numbers;
  /**
   * [rows x strideG] g_{t->t-k} at the current lag: dL/ds of the state as it is carried on, layers from the top down, h
   * before c; a row begins with the H numbers of the top layer's h. lag() adds to the lower layers' h what reaches it
   * through the layers above at the same step.
   */
  readonly G: Numbers;
  /**
   * [rows x strideD] dL/da_{t-k}, for the paper's net d_{t-k} * g_{t->t-k}; set by lag(). Layers from the top down, by
   * place.
   */
  readonly D: Numbers;
  /** [rows] W_x[:, x_{t-k}] . g, set by lag(); zero for a net without the paper's gradient (shape.ts, hasGradient). */
  readonly gradient: Numbers;
  /** [rows] W_x[:, x_{t-k}] . dL/da, for the paper's net W_x[:, x_{t-k}] . (d * g); set by lag(). */
  readonly gated: Numbers;
  /** [rows] ||g_{t->t-k}|| over the whole state, set by lag(). */
  readonly norm: Numbers;
  /** [rows] log P[y] in nats, exact near 0 (1 - p is the sum of the others), set by score(). */
  readonly logP: Float64Array;
  /** [rows] argmax of P, lowest byte on ties, set by score(). */
  readonly best: Uint8Array;

  /**
   * The recurrence for text[from .. from + count), in float64; for the paper's net h_t = tanh(W_x[:, x_t] + W_h h_{t-1} +
   * b_h). `state` (float64 [stateSize], not padded, in the order of G) goes in as the one before text[from] and comes out as
   * the one after the last; the states go to window rows `row` and on. Throws nothing: the caller must ensure row + count <=
   * window.
   */
  recur(text: Uint8Array, from: number, count: number, state: Float64Array, row: number): void;
  /** One step with an arbitrary input vector v (float64 [inputSize]) in place of W_x[:, x]; writes window row `row`. */
  recurVector(v: Float64Array, state: Float64Array, row: number): void;
  /** Z and P of window rows first .. first + count) into block rows 0 .. count. */
  readout(first: number, count: number): void;
  /** logP and best of each block row for target y[i], and C = e_y - P (1 - p_y summed, not subtracted). */
  score(y: Uint8Array, count: number): void;
  /** G = C W_y, that is g_t = W_y^T c for each row. */
  outputGradient(count: number): void;
  /**
   * Lag k of the rows from .. count): reads window row first + i - k; sets gradient, gated, norm and D, through all layers
   * of the step. Does not change rows before `from`, whose past ends earlier.
   */
  lag(first: number, k: number, from: number, count: number, between?: BetweenLayers): void;
  /** G of the step before, for the rows from .. count): for the paper's net D W_h, g_{t->t-k-1} = W_h^T (d * g). */
  step(from: number, count: number): void;
  /** Copies dL/d(W_ih e) of a row at the current lag to `out` (float64 [inputSize]): D of layer 1 in PyTorch's order. */
  inputGradient(row: number, out: Float64Array): void;
}

/**
 * Called by lag() for each row, when D of one layer is set and before it goes down to the next: may change D[at .. at +
 * size), that layer's. `gated` is of D as it was.
 */
export type BetweenLayers = (layer: number, at: number, size: number) => void;
