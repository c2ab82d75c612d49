// One step of a net of any cell and number of layers on WebAssembly SIMD, in float64, for one state or for several that take
// the same input: what kernels and runs have in common. A state gets the same bits whatever moves beside it. Not here:
// what is kept of a step.
import type { Memory } from "./binary";
import { SIMD_CELLS } from "./cells/simdTable";
import {
  firstPlace,
  type LayeredStrides,
  layeredStrides,
  type RecurrenceRegion,
  statePart,
  weightBytes,
} from "./layeredLayout";
import { type WeightBytes, WIDE_PANEL } from "./layout";
import { layerAt, type NetShape } from "./shape";

/** Addresses and counts, in the order of assembly/layered.ts. */
type Operation = (...args: number[]) => void;
/** Of the functions of the cells, `<name>Forward` and `<name>Backward`. */
export type LayeredExports = Readonly<Record<string, Operation>> &
  Readonly<
    Record<
      | "addColumn"
      | "addProduct"
      | "addVector"
      | "addWideProduct"
      | "addWideProduct32"
      | "copyRows"
      | "dots"
      | "narrow"
      | "norms"
      | "packPanels"
      | "packWidePanels"
      | "packWidePanels32"
      | "product"
      | "readout"
      | "score"
      | "softmax",
      Operation
    >
  >;

/** In place of a byte: the vector of setInput(). */
export const VECTOR = 256;

export class LayeredRecurrence {
  private readonly strides: LayeredStrides;
  /** First places of W_ih's and W_hh's gates. */
  private readonly input: number;
  private readonly hidden: number;
  private readonly forward: Operation;
  /** Bytes from the factors of one layer to the next. */
  private readonly factorBytes: number;
  private readonly weightBytes: WeightBytes;
  private readonly vector: Float64Array;
  private readonly states: Float64Array;

  /** @param rows states that take a step together at most, as in recurrenceRegions() */
  constructor(
    private readonly shape: NetShape,
    rows: number,
    { buffer }: Memory,
    private readonly wasm: LayeredExports,
    private readonly at: Readonly<Record<RecurrenceRegion, number>>,
  ) {
    const { cell, name } = shape;
    this.strides = layeredStrides(shape);
    this.input = firstPlace(cell.input);
    this.hidden = firstPlace(cell.hidden);
    this.forward = wasm[`${name}Forward`];
    this.factorBytes = SIMD_CELLS[name].factors * this.strides.stride * 4;
    this.weightBytes = weightBytes(shape, rows);
    this.vector = new Float64Array(buffer, at.input, this.strides.input);
    this.states = new Float64Array(buffer, at.state, rows * this.strides.state);
  }

  /** Sets the input VECTOR. @param v [inputSize] in PyTorch's order */
  setInput(v: Float64Array): void {
    const { H, cell } = this.shape;
    for (const [gate, place] of cell.input.entries()) {
      const to = (place - this.input) * this.strides.stride;
      for (let i = 0; i < H; i++) this.vector[to + i] = v[gate * H + i];
    }
  }

  /** Takes the state of a row from states[from ..], not padded. Where a state has overflowed, even its padding has. */
  load(row: number, states: Float64Array, from: number): void {
    const { H, stateSize } = this.shape;
    const { state, stride } = this.strides;
    for (let i = 0, to = row * state; i < stateSize; i += H, to += stride) {
      for (let j = 0; j < H; j++) this.states[to + j] = states[from + i + j];
      this.states.fill(0, to + H, to + stride);
    }
  }

  /** Gives it back. */
  store(row: number, states: Float64Array, to: number): void {
    const { H, stateSize } = this.shape;
    const { state, stride } = this.strides;
    for (let i = 0, from = row * state; i < stateSize; i += H, from += stride)
      for (let j = 0; j < H; j++) states[to + i + j] = this.states[from + j];
  }

  /**
   * The step of the first `rows` rows, through the layers from the bottom up.
   * @param input a byte or VECTOR
   * @param factors address of what the way back needs, of the top layer; of every row, so that the last row's stays
   */
  step(rows: number, input: number, factors: number): void {
    const { at, factorBytes, shape, strides, wasm } = this;
    const { cell, layers } = shape;
    const { stride } = strides;
    const [rowA, rowState] = [strides.a * 8, strides.state * 8];
    const matrices = cell.gates * strides.matrix * this.weightBytes;
    const intoInput = at.a + this.input * stride * 8;
    const intoHidden = at.a + this.hidden * stride * 8;
    for (let layer = 0; layer < layers; layer++) {
      wasm.copyRows(at.bias + layer * rowA, 0, at.a, rowA, rowA, rows);
      const state = at.state + statePart(shape, layer) * 8;
      if (layer > 0) {
        const below = at.state + statePart(shape, layer - 1) * 8;
        this.addGates(below, at.ascent + (layer - 1) * matrices, intoInput, rows);
      } else
        for (let r = 0; r < rows; r++)
          if (input === VECTOR) wasm.addVector(at.input, intoInput + r * rowA, strides.input);
          else {
            const column = at.embedding + input * strides.input * 4;
            wasm.addColumn(column, intoInput + r * rowA, strides.input);
          }
      this.addGates(state, at.recurrent + layer * matrices, intoHidden, rows);
      const kept = factors + layerAt(shape, layer, factorBytes);
      for (let r = 0; r < rows; r++)
        this.forward(at.a + r * rowA, at.rest, state + r * rowState, kept, stride);
    }
  }

  /** Adds W h of all gates to `into`, for the first rows of h, a part of the states. */
  private addGates(h: number, W: number, into: number, rows: number): void {
    const { shape, strides, wasm } = this;
    const panels = (shape.cell.gates * strides.stride) / WIDE_PANEL;
    // Only where one row is all there is.
    if (this.weightBytes === 4) wasm.addWideProduct32(h, W, strides.stride, panels, into);
    else {
      const [rowH, rowA] = [strides.state * 8, strides.a * 8];
      wasm.addWideProduct(h, rowH, W, strides.stride, panels, into, rowA, rows);
    }
  }
}
