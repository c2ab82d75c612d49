// The memory layout of one training workspace, and the copies between its parameter order and that of docs/method.md.
// No arithmetic. All sizes are fixed before the memory is made.
import { SIMD_CELLS } from "./cells/simdTable";
import { firstPlace } from "./layeredLayout";
import { PANEL } from "./layout";
import { isPapers, type NetShape } from "./shape";
import type { ChunkShape, Part, Tensors } from "./training";

const LINE_BYTES = 64;
const LINE = LINE_BYTES / 4;
const PAGE_BYTES = 65536;

export type TrainingRegion =
  | Part // parameters, see below
  | "recurrent" // W_h^T in panels, recomputed from the weights for every chunk
  | "readout" // W_y^T in panels, likewise
  | "x" // [T x S] bytes
  | "y"
  | "h" // [(T + 1) x S x state]; block 0 is the carried state
  | "Z" // [T x S x 256] logits, then dL/dz
  | "G" // [T x S x state] dL/ds: dL/dh from the readout, and what the step after adds; for the paper's net then D
  | "carried" // [S x stride] dL/d(a block of the state before), on its way
  | "D" // [T x S x error] pre-activations, then dL/da; for the paper's net G
  | "factors" // [T x S x factors] what the way back multiplies with
  | "sums"; // [T x S x 3], see assembly/training.ts

/** Offsets, in floats, of the tensors inside a part; each in the order the products read and write. */
export interface ParameterOffsets {
  /** W_x^T [256 x gates stride], gates by place */
  readonly Wx: number;
  /** W_h [gates stride x stride], gates by place, in panels of its columns */
  readonly Wh: number;
  /** [width stride] by place */
  readonly bh: number;
  /** W_y in panels of its columns */
  readonly Wy: number;
  /** [256] */
  readonly by: number;
  /** Floats in a part, padding included. */
  readonly count: number;
}

/**
 * Floats from one row to the next. Where a row has several blocks it has a line of the cache more: rows a power of two apart
 * would share few of its sets.
 */
export interface TrainingStrides {
  /** H padded to whole panels: a block. */
  readonly stride: number;
  /** Of states and dL/ds. */
  readonly state: number;
  /** Of D. */
  readonly error: number;
  /** Of the gates that a product fills, or that an input column has. */
  readonly gates: number;
  readonly factors: number;
}

export interface TrainingLayout extends TrainingStrides {
  readonly shape: NetShape;
  readonly pages: number;
  readonly offsets: ParameterOffsets;
  /** Where the gates' input parts and hidden parts begin in a row of D, in floats. */
  readonly input: number;
  readonly hidden: number;
  /** Byte address of each region. */
  readonly at: Readonly<Record<TrainingRegion, number>>;
}

function stridesOf(shape: NetShape): TrainingStrides {
  const stride = Math.ceil(shape.H / PANEL) * PANEL;
  const { gates, parts, width } = shape.cell;
  if (isPapers(shape)) return { stride, state: stride, error: stride, gates: stride, factors: 0 };
  return {
    stride,
    state: parts * stride + LINE,
    error: width * stride + LINE,
    gates: gates * stride,
    factors: SIMD_CELLS[shape.name].factors * stride + LINE,
  };
}

/** @param shape of one layer */
export function trainingLayoutOf(shape: NetShape, { streams, length }: ChunkShape): TrainingLayout {
  const strides = stridesOf(shape);
  const { stride, state, error, gates, factors } = strides;
  const { cell } = shape;
  const Wh = 256 * gates;
  const bh = Wh + gates * stride;
  const Wy = bh + cell.width * stride;
  const by = Wy + 256 * stride;
  const count = by + 256;
  const rows = streams * length;
  const isFused = isPapers(shape);
  const bytes: Record<TrainingRegion, number> = {
    weights: count * 4,
    gradient: count * 4,
    mean: count * 4,
    square: count * 4,
    recurrent: stride * gates * 4,
    readout: 256 * stride * 4,
    x: rows,
    y: rows,
    h: (rows + streams) * state * 4,
    Z: rows * 256 * 4,
    G: rows * state * 4,
    carried: streams * stride * 4,
    D: isFused ? 0 : rows * error * 4,
    factors: rows * factors * 4,
    sums: rows * 12,
  };
  const at = {} as Record<TrainingRegion, number>;
  let end = LINE_BYTES; // address 0 means 'none' to the kernels
  for (const [region, size] of Object.entries(bytes) as [TrainingRegion, number][]) {
    at[region] = end;
    end += Math.ceil(size / LINE_BYTES) * LINE_BYTES;
  }
  if (isFused) at.D = at.G;
  return {
    ...strides,
    shape,
    pages: Math.ceil(end / PAGE_BYTES),
    offsets: { Wx: 0, Wh, bh, Wy, by, count },
    input: firstPlace(cell.input) * stride,
    hidden: firstPlace(cell.hidden) * stride,
    at,
  };
}

/** Copies the tensors into `part`, a view of `offsets.count` floats; its padding is not written (stays zero). */
export function packParameters(from: Tensors, part: Float32Array, layout: TrainingLayout): void {
  const { H, Wx, Wh, bh, Wy, by } = from;
  const { gates, offsets, shape, stride } = layout;
  for (let gate = 0; gate < shape.cell.gates; gate++) {
    const { inInput, inHidden } = blocksOf(gate, layout);
    for (let i = 0; i < H; i++) {
      const row = gate * H + i;
      for (let x = 0; x < 256; x++) part[offsets.Wx + x * gates + inInput + i] = Wx[row * 256 + x];
      for (let j = 0; j < H; j++)
        part[offsets.Wh + inPanels(inHidden + i, j, gates)] = Wh[row * H + j];
    }
  }
  for (let o = 0; o < 256; o++)
    for (let i = 0; i < H; i++) part[offsets.Wy + inPanels(o, i, 256)] = Wy[o * H + i];
  for (let place = 0; place < shape.cell.width; place++)
    part.set(bh.subarray(place * H, (place + 1) * H), offsets.bh + place * stride);
  part.set(by, offsets.by);
}

/** The inverse of packParameters. */
export function unpackParameters(part: Float32Array, into: Tensors, layout: TrainingLayout): void {
  const { H, Wx, Wh, bh, Wy, by } = into;
  const { gates, offsets, shape, stride } = layout;
  for (let gate = 0; gate < shape.cell.gates; gate++) {
    const { inInput, inHidden } = blocksOf(gate, layout);
    for (let i = 0; i < H; i++) {
      const row = gate * H + i;
      for (let x = 0; x < 256; x++) Wx[row * 256 + x] = part[offsets.Wx + x * gates + inInput + i];
      for (let j = 0; j < H; j++)
        Wh[row * H + j] = part[offsets.Wh + inPanels(inHidden + i, j, gates)];
    }
  }
  for (let o = 0; o < 256; o++)
    for (let i = 0; i < H; i++) Wy[o * H + i] = part[offsets.Wy + inPanels(o, i, 256)];
  for (let place = 0; place < shape.cell.width; place++) {
    const from = offsets.bh + place * stride;
    bh.set(part.subarray(from, from + H), place * H);
  }
  by.set(part.subarray(offsets.by, offsets.by + 256));
}

/** Where a gate of PyTorch's order begins in an input column, and among the rows of W_h. */
function blocksOf(gate: number, { input, hidden, shape, stride }: TrainingLayout) {
  const { cell } = shape;
  return {
    inInput: cell.input[gate] * stride - input,
    inHidden: cell.hidden[gate] * stride - hidden,
  };
}

/** Index of element (row, column) of a matrix of `rows` rows that is packed in panels of columns. */
function inPanels(row: number, column: number, rows: number): number {
  return (Math.floor(column / PANEL) * rows + row) * PANEL + (column % PANEL);
}
