// The arithmetic every backend provides for one model: recurrence, readout, one lag of the trace. Not here: what a
// trace or a statistic is. Backends differ in precision and speed, never in meaning. Within one backend a row gives
// the same bits alone or in a block (one reduction order).

export type Numbers = Float64Array | Float32Array;
export type BackendName = "reference" | "simd" | "relaxed-simd";

/** Weights as stored: float32, row-major (docs/method.md, section 1). */
export interface Weights {
  /** Hidden size. */
  readonly H: number;
  /** [H x 256] */
  readonly Wx: Float32Array;
  /** [H x H] */
  readonly Wh: Float32Array;
  /** [H] */
  readonly bh: Float32Array;
  /** [256 x H] */
  readonly Wy: Float32Array;
  /** [256] */
  readonly by: Float32Array;
}

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
  readonly H: number;
  readonly capacity: Capacity;
  /** Elements from one row to the next in h, G and D (H padded as the backend needs). */
  readonly stride: number;
  /** [window] input byte x of each window row. */
  readonly x: Uint8Array;
  /**
   * [window x stride] h of each window row, in the backend's working precision. Read-only: recur and recurVector
   * write it, together with the gate 1 - h^2 that a backend may keep beside it.
   */
  readonly h: Numbers;
  /** [rows x 256] logits z. */
  readonly Z: Numbers;
  /** [rows x 256] probabilities P. */
  readonly P: Numbers;
  /** [rows x 256] c = dL/dz, so that g = W_y^T c. */
  readonly C: Numbers;
  /** [rows x stride] g_{t->t-k} at the current lag. */
  readonly G: Numbers;
  /** [rows x stride] d_{t-k} * g_{t->t-k}, set by lag(). */
  readonly D: Numbers;
  /** [rows] W_x[:, x_{t-k}] . g, set by lag(). */
  readonly gradient: Numbers;
  /** [rows] W_x[:, x_{t-k}] . (d * g), set by lag(). */
  readonly gated: Numbers;
  /** [rows] ||g_{t->t-k}||, set by lag(). */
  readonly norm: Numbers;
  /** [rows] log P[y] in nats, exact near 0 (1 - p is the sum of the others), set by score(). */
  readonly logP: Float64Array;
  /** [rows] argmax of P, lowest byte on ties, set by score(). */
  readonly best: Uint8Array;

  /**
   * h_t = tanh(W_x[:, x_t] + W_h h_{t-1} + b_h) for text[from .. from + count), in float64. `state` (float64 [H])
   * goes in as h_{from-1} and comes out as h_{from+count-1}; the states go to window rows `row` and on. Throws
   * nothing: the caller must ensure row + count <= window.
   */
  recur(text: Uint8Array, from: number, count: number, state: Float64Array, row: number): void;
  /** One step with an arbitrary input vector v (float64 [H]) in place of W_x[:, x]; writes window row `row`. */
  recurVector(v: Float64Array, state: Float64Array, row: number): void;
  /** Z and P of window rows first .. first + count) into block rows 0 .. count. */
  readout(first: number, count: number): void;
  /** logP and best of each block row for target y[i], and C = e_y - P (1 - p_y summed, not subtracted). */
  score(y: Uint8Array, count: number): void;
  /** G = C W_y, that is g_t = W_y^T c for each row. */
  outputGradient(count: number): void;
  /**
   * Lag k of the rows from .. count): reads window row first + i - k; sets gradient, gated, norm and D = (1 - h^2) *
   * G. Does not change rows before `from`, whose past ends earlier.
   */
  lag(first: number, k: number, from: number, count: number): void;
  /** G = D W_h for the rows from .. count): g_{t->t-k-1} = W_h^T (d * g). */
  step(from: number, count: number): void;
}
