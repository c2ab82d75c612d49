// The memory layout of one training workspace, and the copies between its parameter order and that of docs/method.md.
// No arithmetic. All sizes are fixed before the memory is made.
import { PANEL } from "./layout";
import type { ChunkShape, Part, Tensors } from "./training";

const LINE_BYTES = 64;
const PAGE_BYTES = 65536;

export type TrainingRegion =
  | Part // parameters, see below
  | "recurrent" // W_h^T in panels, recomputed from the weights for every chunk
  | "readout" // W_y^T in panels, likewise
  | "x" // [T x S] bytes
  | "y"
  | "h" // [(T + 1) x S x stride]; block 0 is the carried state
  | "Z" // [T x S x 256] logits, then dL/dz
  | "G" // [T x S x stride] dL/dh from the readout, then dL/d(pre-activation)
  | "carried" // [S x stride]
  | "sums"; // [T x S x 3], see assembly/training.ts

/** Offsets, in floats, of the tensors inside a part; each in the order the products read and write. */
export interface ParameterOffsets {
  /** W_x^T [256 x stride] */
  readonly Wx: number;
  /** W_h in panels of its columns */
  readonly Wh: number;
  /** [stride] */
  readonly bh: number;
  /** W_y in panels of its columns */
  readonly Wy: number;
  /** [256] */
  readonly by: number;
  /** Floats in a part, padding included. */
  readonly count: number;
}

export interface TrainingLayout {
  /** H padded to whole panels. */
  readonly stride: number;
  readonly pages: number;
  readonly offsets: ParameterOffsets;
  /** Byte address of each region. */
  readonly at: Readonly<Record<TrainingRegion, number>>;
}

export function trainingLayoutOf(H: number, { streams, length }: ChunkShape): TrainingLayout {
  const stride = Math.ceil(H / PANEL) * PANEL;
  const Wh = 256 * stride;
  const bh = Wh + stride * stride;
  const Wy = bh + stride;
  const by = Wy + 256 * stride;
  const count = by + 256;
  const rows = streams * length;
  const bytes: Record<TrainingRegion, number> = {
    weights: count * 4,
    gradient: count * 4,
    mean: count * 4,
    square: count * 4,
    recurrent: stride * stride * 4,
    readout: 256 * stride * 4,
    x: rows,
    y: rows,
    h: (rows + streams) * stride * 4,
    Z: rows * 256 * 4,
    G: rows * stride * 4,
    carried: streams * stride * 4,
    sums: rows * 12,
  };
  const at = {} as Record<TrainingRegion, number>;
  let end = LINE_BYTES; // address 0 means 'none' to the kernels
  for (const [region, size] of Object.entries(bytes) as [TrainingRegion, number][]) {
    at[region] = end;
    end += Math.ceil(size / LINE_BYTES) * LINE_BYTES;
  }
  const offsets = { Wx: 0, Wh, bh, Wy, by, count };
  return { stride, pages: Math.ceil(end / PAGE_BYTES), offsets, at };
}

/** Copies the tensors into `part`, a view of `offsets.count` floats; its padding is not written (stays zero). */
export function packParameters(from: Tensors, part: Float32Array, layout: TrainingLayout): void {
  const { H, Wx, Wh, bh, Wy, by } = from;
  const { stride, offsets } = layout;
  for (let i = 0; i < H; i++) {
    for (let x = 0; x < 256; x++) part[offsets.Wx + x * stride + i] = Wx[i * 256 + x];
    for (let j = 0; j < H; j++) part[offsets.Wh + inPanels(i, j, stride)] = Wh[i * H + j];
    for (let o = 0; o < 256; o++) part[offsets.Wy + inPanels(o, i, 256)] = Wy[o * H + i];
  }
  part.set(bh, offsets.bh);
  part.set(by, offsets.by);
}

/** The inverse of packParameters. */
export function unpackParameters(part: Float32Array, into: Tensors, layout: TrainingLayout): void {
  const { H, Wx, Wh, bh, Wy, by } = into;
  const { stride, offsets } = layout;
  for (let i = 0; i < H; i++) {
    for (let x = 0; x < 256; x++) Wx[i * 256 + x] = part[offsets.Wx + x * stride + i];
    for (let j = 0; j < H; j++) Wh[i * H + j] = part[offsets.Wh + inPanels(i, j, stride)];
    for (let o = 0; o < 256; o++) Wy[o * H + i] = part[offsets.Wy + inPanels(o, i, 256)];
  }
  bh.set(part.subarray(offsets.bh, offsets.bh + H));
  by.set(part.subarray(offsets.by, offsets.by + 256));
}

/** Index of element (row, column) of a matrix of `rows` rows that is packed in panels of columns. */
function inPanels(row: number, column: number, rows: number): number {
  return (Math.floor(column / PANEL) * rows + row) * PANEL + (column % PANEL);
}
