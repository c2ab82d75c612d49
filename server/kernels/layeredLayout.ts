// The memory of a net of any cell and number of layers on the SIMD backend: sizes, where everything lies, and copying the
// weights there, gates by place. As layout.ts for the paper's net, which has its own. No arithmetic.
import type { Memory } from "./binary";
import { SIMD_CELLS } from "./cells/simdTable";
import type { Capacity, Weights } from "./interface";
import {
  type BlockRegion,
  embeddingOf,
  narrowPanels,
  PANEL,
  packed,
  packReadout,
  type RecurrentPacks,
  readoutRegions,
  recurrentBytes,
  recurrentPanels,
  regions,
  rowRegions,
  staged,
  strideOf,
  type WeightBytes,
  windowWithin,
} from "./layout";
import { layerAt, type NetShape } from "./shape";

/**
 * Elements from one row to the next, each block of H padded to `stride`. Rows that a product goes through together have a line
 * of the cache more than their blocks: a power of two apart they would share few of its sets.
 */
export interface LayeredStrides {
  readonly stride: number;
  /** Of states and of G; a line more. */
  readonly state: number;
  /** Of D; a line more. */
  readonly D: number;
  /** Of one layer's pre-activations; a line more. */
  readonly a: number;
  /** Of an input vector, gates by place. */
  readonly input: number;
  /** Of what the way back needs of a step. */
  readonly factors: number;
  /** Of `carry`, one block a layer. */
  readonly carry: number;
  /** Numbers of a matrix of one gate. */
  readonly matrix: number;
}

/** Float32 of a line. */
const LINE = 16;

export function layeredStrides({ H, cell, layers, name }: NetShape): LayeredStrides {
  const stride = strideOf(H);
  return {
    stride,
    state: layers * cell.parts * stride + LINE,
    D: layers * cell.width * stride + LINE,
    a: cell.width * stride + LINE,
    input: cell.gates * stride,
    factors: layers * SIMD_CELLS[name].factors * stride,
    carry: layers * stride,
    matrix: stride * stride,
  };
}

/** What a step of the recurrence needs (layeredRecurrence.ts); matrices by layer and, within it, by place. */
export type RecurrenceRegion =
  | "embedding" // W_x^T [256 x input] float32
  | "bias" // [layers x a] float64
  | "recurrent" // [layers x gates] W_h^T in wide panels of weightBytes()
  | "ascent" // [layers - 1 x gates] W_ih^T of the upper layers, likewise
  | "staging" // one unpacked matrix while binding; free afterwards
  | "input" // [input] float64, the vector in place of a byte's column
  | "a" // [rows x a] float64
  | "rest" // [a] float64, working space of a cell
  | "state"; // [rows x state] float64, layers from the top down

/** Bytes of each number of `recurrent` and `ascent`. Rows that take a step together share what they wait for. */
export function weightBytes(shape: NetShape, rows: number): WeightBytes {
  return rows === 1 ? recurrentBytes(shape) : 8;
}

/** @param rows that take a step together at most */
export function recurrenceRegions(shape: NetShape, rows: number): Record<RecurrenceRegion, number> {
  const { H, layers, cell } = shape;
  const s = layeredStrides(shape);
  const bytes = weightBytes(shape, rows);
  return {
    embedding: 256 * s.input * 4,
    bias: layers * s.a * 8,
    recurrent: layers * cell.gates * s.matrix * bytes,
    ascent: (layers - 1) * cell.gates * s.matrix * bytes,
    staging: H * Math.max(256, H) * 4,
    input: s.input * 8,
    a: rows * s.a * 8,
    rest: s.a * 8,
    state: rows * s.state * 8,
  };
}

export type LayeredRegion =
  | RecurrenceRegion
  | BlockRegion
  | "step" // [layers x gates] W_h in panels, float32: one step of the trace
  | "descent" // [layers - 1 x gates] W_ih of the upper layers, likewise: down to the layer below
  | "factors" // [window x factors] float32
  | "carry"; // [rows x carry] float32

export function layeredLayoutOf(shape: NetShape, { rows, window }: Capacity) {
  const { layers, cell } = shape;
  const strides = layeredStrides(shape);
  const { stride, matrix } = strides;
  const placed = regions<LayeredRegion>({
    ...recurrenceRegions(shape, 1),
    ...readoutRegions(stride),
    step: layers * cell.gates * matrix * 4,
    descent: (layers - 1) * cell.gates * matrix * 4,
    x: window,
    h: window * stride * 4,
    factors: window * strides.factors * 4,
    ...rowRegions(rows, strides.state, strides.D),
    carry: rows * strides.carry * 4,
  });
  return { strides, ...placed };
}

/** The largest window that fits in memory. */
export function mostLayeredWindow(shape: NetShape, rows: number): number {
  const { strides, pages } = layeredLayoutOf(shape, { rows, window: 0 });
  return windowWithin(pages, 1 + 4 * (strides.stride + strides.factors));
}

/** The first of neighbouring places of gates. */
export function firstPlace(places: readonly number[]): number {
  return Math.min(...places);
}

/** @param rows as in recurrenceRegions() */
export function* packRecurrence(
  shape: NetShape,
  rows: number,
  { H, Wx, bh, upper = [], ...weights }: Weights,
  { buffer }: Memory,
  at: Readonly<Record<RecurrenceRegion, number> & Partial<Record<LayeredRegion, number>>>,
  packs: RecurrentPacks,
): Generator<void, void> {
  const { cell } = shape;
  const s = layeredStrides(shape);
  const { stride } = s;
  const column = new Float32Array(buffer, at.embedding, 256 * s.input);
  for (const [gate, place] of cell.input.entries()) {
    const to = column.subarray((place - firstPlace(cell.input)) * stride);
    yield* embeddingOf(Wx.subarray(gate * H * 256), H, to, s.input);
  }
  for (const [layer, b] of [bh, ...upper.map((above) => above.b)].entries())
    for (let place = 0; place < cell.width; place++) {
      const to = at.bias + (layer * s.a + place * stride) * 8;
      new Float64Array(buffer, to, H).set(b.subarray(place * H, (place + 1) * H));
    }

  const wide = recurrentPanels(packs, weightBytes(shape, rows));
  const narrow = narrowPanels(packs.packPanels);
  /** The gates of matrix `index` of its kind: transposed in wide panels for the step forward, narrow for the way back. */
  function* matrices(
    W: Float32Array,
    places: readonly number[],
    index: number,
    forward: number,
    back: number | undefined,
  ): Generator<void, void> {
    for (const [gate, place] of places.entries()) {
      const from = at.staging;
      const to = (index * cell.gates + place - firstPlace(places)) * s.matrix;
      yield* staged(
        W.subarray(gate * H * H, (gate + 1) * H * H),
        new Float32Array(buffer, from, H * H),
      );
      yield* packed(
        wide,
        from,
        1,
        H,
        H,
        H,
        stride,
        stride / wide.columns,
        forward + to * wide.bytes,
      );
      if (back !== undefined)
        yield* packed(narrow, from, H, 1, H, H, stride, stride / PANEL, back + to * 4);
    }
  }
  yield* matrices(weights.Wh, cell.hidden, 0, at.recurrent, at.step);
  for (const [i, { Wi, Wh }] of upper.entries()) {
    yield* matrices(Wh, cell.hidden, i + 1, at.recurrent, at.step);
    yield* matrices(Wi, cell.input, i, at.ascent, at.descent);
  }
}

/** Everything of a net in layeredLayoutOf(). */
export function* packLayered(
  shape: NetShape,
  weights: Weights,
  memory: Memory,
  at: Readonly<Record<LayeredRegion, number>>,
  packs: RecurrentPacks,
): Generator<void, void> {
  yield* packRecurrence(shape, 1, weights, memory, at, packs);
  yield* packReadout(weights, memory, at, strideOf(shape.H), packs);
}

/** Where layer's part begins in a padded state or G. */
export function statePart(shape: NetShape, layer: number, part = 0): number {
  const stride = strideOf(shape.H);
  return layerAt(shape, layer, shape.cell.parts * stride) + part * stride;
}
