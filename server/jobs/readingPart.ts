// One part of reading a document: the forward pass over a few thousand bytes from the state before them, with all
// predictions or, in half the time, without. The same code runs on the server's own thread and on a worker thread;
// all input and output goes through one ReadingRoom, which may be in shared memory.
import {
  type BackendName,
  bindInSteps,
  type Kernels,
  type ModelKernels,
  type Weights,
} from "../kernels/interface";
import { paceOf } from "../kernels/pace";
import { selectKernels } from "../kernels/select";
import { isPredicted, type NetShape, shapeOf } from "../kernels/shape";
import { type JobKind, sharedBuffer } from "./shared";

/** Maximum bytes per part; a power of two. */
export const PART = 16384;
/** Maximum predictions per block. */
const ROWS = 64;
/** Minimum distance between the states that a part hands back. */
const CLOSEST = 64;

/** Operations per part, about 300 milliseconds of a thread: the longest that more urgent work may have to wait. */
const MOST_OF_PART = PART * readingOperations(shapeOf({ H: 128 }));

/**
 * Bytes per part; PART is a multiple. Parts begin at multiples of it, so that sums and bits do not depend on edits.
 */
export function partOf(shape: Cost): number {
  let bytes = PART;
  while (bytes > CLOSEST && bytes * readingOperations(shape) > MOST_OF_PART) bytes /= 2;
  return bytes;
}

export interface ReadingRoom {
  /** [part + 1] bytes from .. to) and the next one, if there is one. */
  readonly bytes: Uint8Array;
  /** [stateSize] input: the state before byte `from`. Not written to, so that a part may run twice. */
  readonly before: Float64Array;
  /** [stateSize] output: the state before byte `to`. */
  readonly state: Float64Array;
  /** [part / CLOSEST][stateSize] output: the states at the multiples of the order's interval, in order. */
  readonly checkpoints: Float64Array;
  /** [1 + 256] output: nats of the predictions, counts of the bytes. */
  readonly sums: Float64Array;
  /** [part] output: what the bytes after `from` cost, in bits; NaN for those outside the alphabet. */
  readonly bits: Float32Array;
}

export interface PartOrder {
  readonly from: number;
  readonly to: number;
  /** No byte follows: the byte at `to` - 1 has no prediction to be judged. */
  readonly last: boolean;
  /** Bytes between the states to hand back. */
  readonly interval: number;
  /** Skip the predictions, because somebody waits for a state further on. */
  readonly statesOnly: boolean;
}

export function createRoom(shape: NetShape, part = partOf(shape)): ReadingRoom {
  const { stateSize } = shape;
  return {
    bytes: new Uint8Array(sharedBuffer(part + 1)),
    before: new Float64Array(sharedBuffer(8 * stateSize)),
    state: new Float64Array(sharedBuffer(8 * stateSize)),
    checkpoints: new Float64Array(sharedBuffer((8 * stateSize * part) / CLOSEST)),
    sums: new Float64Array(sharedBuffer(8 * 257)),
    bits: new Float32Array(sharedBuffer(4 * part)),
  };
}

type Cost = Pick<NetShape, "H" | "operations">;

/** Operations of one byte, recurrence and readout. */
export function readingOperations({ H, operations }: Cost): number {
  return operations + 2 * 256 * H;
}

export function bindReading(backend: Kernels, weights: Weights): Generator<void, ModelKernels> {
  return bindInSteps(backend, weights, { rows: ROWS, window: ROWS });
}

/** The next position after `position` at which a part hands back a state. */
export function nextKept(position: number, interval: number): number {
  const step = Math.max(interval, CLOSEST);
  return (Math.floor(position / step) + 1) * step;
}

/** Bytes outside the net's alphabet are counted, but not predicted. */
export function* readPart(
  kernels: ModelKernels,
  { bytes, before, state, checkpoints, sums, bits }: ReadingRoom,
  { from, to, last, interval, statesOnly }: PartOrder,
): Generator<void, void> {
  const { shape } = kernels;
  const operations = readingOperations(shape);
  const pace = paceOf(shape, statesOnly ? "recurrence" : "product");
  let kept = 0;
  sums.fill(0);
  state.set(before);
  for (let at = from; at < to; ) {
    const keep = nextKept(at, interval);
    const begun = at;
    const stop = Math.min(to, at + Math.min(ROWS, pace.atOnce(operations)), keep);
    pace.begin();
    kernels.recur(bytes, at - from, stop - at, state, 0);
    if (statesOnly) at = stop;
    else {
      const predictions = last && stop === to ? stop - at - 1 : stop - at;
      kernels.readout(0, predictions);
      kernels.score(bytes.subarray(at - from + 1), predictions);
      for (let i = 0; i < predictions; i++) {
        const isOf = isPredicted(shape, bytes[at - from + 1 + i]);
        if (isOf) sums[0] -= kernels.logP[i];
        bits[at - from + i] = isOf ? Math.abs(kernels.logP[i]) / Math.LN2 : Number.NaN;
      }
      for (; at < stop; at++) sums[1 + bytes[at - from]]++;
    }
    if (at === keep) checkpoints.set(state, shape.stateSize * kept++);
    pace.end((at - begun) * operations);
    yield;
  }
}

interface ReadingData {
  readonly backend: BackendName;
  readonly weights: Weights;
  readonly room: ReadingRoom;
}

export const readingKind: JobKind<ReadingData, PartOrder, void> = {
  name: "reading",
  *open({ backend, weights, room }) {
    const kernels = yield* bindReading(selectKernels(backend), weights);
    return (order) => readPart(kernels, room, order);
  },
};
