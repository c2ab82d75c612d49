// The training arithmetic every backend provides, for a net of one layer: truncated backpropagation through a chunk of one
// or more parallel streams, and one clipped Adam step. Not here: schedules, epochs, judgement.
import type { TrainedCell } from "./cells/cell";
import type { Numbers } from "./interface";
import type { NetShape } from "./shape";

/** The five tensors of a net of one layer, of any float type; `Weights` (weights.ts) is one case. */
export interface Tensors {
  readonly H: number;
  /** [gates H x 256] */
  readonly Wx: Numbers;
  /** [gates H x H] */
  readonly Wh: Numbers;
  /** [width H] by place */
  readonly bh: Numbers;
  /** [256 x H] */
  readonly Wy: Numbers;
  /** [256] */
  readonly by: Numbers;
}

export const tensorNames = ["Wx", "Wh", "bh", "Wy", "by"] as const;

/** How many numbers each tensor of a net of one layer has. */
export function tensorSizes({ H, cell: { gates, width } }: Pick<NetShape, "H" | "cell">) {
  return { Wx: gates * H * 256, Wh: gates * H * H, bh: width * H, Wy: 256 * H, by: 256 };
}

export function parameterCount(net: Pick<NetShape, "H" | "cell">): number {
  return Object.values(tensorSizes(net)).reduce((sum, size) => sum + size);
}

/** What a backend stores for every parameter: its value, dL/dw of the last chunk, Adam's two moments. */
export type Part = "weights" | "gradient" | "mean" | "square";

export interface ChunkShape {
  /** Parallel streams S that advance together by one byte (1: the paper's setting). */
  readonly streams: number;
  /** Maximum number of steps T in a chunk: how far the gradient reaches back. */
  readonly length: number;
}

export interface AdamSettings {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Maximum global norm of the gradient in a step; a larger one is scaled down to it. */
  readonly clip: number;
}

export interface TrainingKernels {
  readonly backend: string;
  /** Numbers in a workspace's `gradient`, padding included. */
  rowLength(H: number, cell?: TrainedCell): number;
  /**
   * Allocates everything a model of hidden size H needs for chunks of this shape, zero-filled.
   * @param cell tanh by default
   */
  allocate(H: number, shape: ChunkShape, cell?: TrainedCell): TrainingWorkspace;
}

/** One model in training. Only `read` and `write` touch memory outside the backend. */
export interface TrainingWorkspace {
  readonly H: number;
  readonly net: NetShape;
  readonly shape: ChunkShape;
  /** [T x S] the byte x of each step and stream, row by row; filled by the caller. */
  readonly inputs: Uint8Array;
  /** [T x S] the byte y that follows it. */
  readonly targets: Uint8Array;
  /**
   * The part "gradient" as one row, in the backend's own order and with its padding. Rows of workspaces of the same
   * backend, cell and H may be added.
   */
  readonly gradient: Numbers;
  /** Copies one part out of the backend, in the layout of docs/method.md. */
  read(part: Part, into: Tensors): void;
  /** Copies one part into the backend. */
  write(part: Part, from: Tensors): void;
  /** The carried state of each stream, [S x stateSize]: h, and for an LSTM c. */
  readState(into: Numbers): void;
  writeState(from: Numbers): void;
  /**
   * Forward and backward over the first `steps` rows of inputs and targets, starting from the carried state and
   * replacing it by the state after the last step. Sets the part "gradient" to `scale` times the gradient of the
   * summed -log P[y]; the gradient does not reach before the chunk.
   * @returns the summed -log P[y] of steps x S predictions, in nats.
   */
  backpropagate(steps: number, scale: number): number;
  /**
   * One Adam step, with the gradient first clipped to the global norm `clip`; `update` counts from 1 (bias
   * correction). Leaves the weights unchanged if the norm is not finite.
   * @returns the norm before clipping.
   */
  adam(update: number, rate: number, settings: AdamSettings): number;
}
