// Nets of any cell and number of layers on WebAssembly SIMD: float64 recurrence, float32 trace. Only addresses and the order of
// the calls are here; the arithmetic is in assembly/ and in the folders of cells/. The paper's net has quicker kernels of
// its own (simd.ts).
import { createMemory, instantiate, type Memory, type SimdVariant } from "./binary";
import { SIMD_CELLS, type SimdCell } from "./cells/simdTable";
import * as binary from "./generated/layered";
import type { BetweenLayers, Capacity, ModelKernels, Weights } from "./interface";
import {
  firstPlace,
  type LayeredRegion,
  type LayeredStrides,
  layeredLayoutOf,
  packLayered,
  statePart,
} from "./layeredLayout";
import { type LayeredExports, LayeredRecurrence, VECTOR } from "./layeredRecurrence";
import { PANEL } from "./layout";
import { hasGradient, layerAt, type NetShape } from "./shape";
import { check, SimdBlock } from "./simdBlock";

type At = Readonly<Record<LayeredRegion, number>>;

export class LayeredKernels extends SimdBlock implements ModelKernels {
  private readonly recurrence: LayeredRecurrence;
  private readonly simd: SimdCell;

  private constructor(
    backend: SimdVariant,
    shape: NetShape,
    capacity: Capacity,
    private readonly strides: LayeredStrides,
    private readonly memory: Memory,
    private readonly wasm: LayeredExports,
    private readonly at: At,
  ) {
    const { stride, state, D } = strides;
    super(backend, shape, capacity, stride, state, D, memory, wasm, at);
    this.recurrence = new LayeredRecurrence(shape, 1, memory, wasm, at);
    this.simd = SIMD_CELLS[shape.name];
  }

  /** pack() must run before anything else. */
  static make(variant: SimdVariant, shape: NetShape, capacity: Capacity): LayeredKernels {
    const { strides, pages, at } = layeredLayoutOf(shape, capacity);
    const memory = createMemory(pages);
    const wasm = instantiate<LayeredExports>(binary, variant, memory);
    return new LayeredKernels(variant, shape, capacity, strides, memory, wasm, at);
  }

  pack(weights: Weights): Generator<void, void> {
    return packLayered(this.shape, weights, this.memory, this.at, this.wasm);
  }

  recur(text: Uint8Array, from: number, count: number, state: Float64Array, row: number): void {
    check(row >= 0 && row + count <= this.capacity.window);
    this.recurrence.load(0, state, 0);
    for (let s = 0; s < count; s++) {
      this.x[row + s] = text[from + s];
      this.stepTo(row + s, text[from + s]);
    }
    this.recurrence.store(0, state, 0);
  }

  recurVector(v: Float64Array, state: Float64Array, row: number): void {
    check(row >= 0 && row < this.capacity.window);
    this.recurrence.setInput(v);
    this.recurrence.load(0, state, 0);
    this.stepTo(row, VECTOR);
    this.recurrence.store(0, state, 0);
  }

  private stepTo(row: number, input: number): void {
    const { at, stride, strides } = this;
    this.recurrence.step(1, input, at.factors + row * strides.factors * 4);
    this.wasm.narrow(at.state, at.h + row * stride * 4, stride);
  }

  lag(first: number, k: number, from: number, count: number, between?: BetweenLayers): void {
    const { at, capacity, shape, stride, strides, strideG, strideD, wasm } = this;
    const { cell, layers, name } = shape;
    const row = first + from - k;
    const rows = count - from;
    if (rows <= 0) return;
    check(from >= 0 && count <= capacity.rows && row >= 0 && first + count - k <= capacity.window);
    const backward = wasm[`${name}Backward`];
    const x = at.x + row;
    const G = at.G + from * strideG * 4;
    const D = at.D + from * strideD * 4;
    const carry = at.carry + from * strides.carry * 4;
    const factors = at.factors + row * strides.factors * 4;
    const [rowG, rowD] = [strideG * 4, strideD * 4];
    wasm.norms(G, rowG, at.norm + from * 4, rows);
    const column = strides.input * 4;
    if (hasGradient(shape))
      wasm.dots(at.embedding, x, G, rowG, at.gradient + from * 4, column, rows);
    for (let layer = layers - 1; layer >= 0; layer--) {
      const d = layerAt(shape, layer, cell.width * stride);
      backward(
        G + statePart(shape, layer) * 4,
        rowG,
        factors + layerAt(shape, layer, this.simd.factors * stride) * 4,
        strides.factors * 4,
        D + d * 4,
        rowD,
        carry + layerAt(shape, layer, stride) * 4,
        strides.carry * 4,
        stride * 4,
        rows,
      );
      const input = D + (d + firstPlace(cell.input) * stride) * 4;
      if (layer === 0) wasm.dots(at.embedding, x, input, rowD, at.gated + from * 4, column, rows);
      if (between)
        for (let i = from; i < count; i++) between(layer, i * strideD + d, cell.width * stride);
      // dL/dh of the layer below: what the next step gives, and what this layer takes of it.
      if (layer > 0) {
        const W = at.descent + (layer - 1) * cell.gates * strides.matrix * 4;
        this.addGates(input, W, G + statePart(shape, layer - 1) * 4, rows, 0);
      }
    }
  }

  step(from: number, count: number): void {
    const { at, capacity, simd, shape, stride, strides, strideG, strideD, wasm } = this;
    const { cell, layers } = shape;
    const rows = count - from;
    if (rows <= 0) return;
    check(from >= 0 && count <= capacity.rows);
    for (let layer = 0; layer < layers; layer++) {
      const G = at.G + (from * strideG + statePart(shape, layer)) * 4;
      const place = layerAt(shape, layer, cell.width * stride) + firstPlace(cell.hidden) * stride;
      const D = at.D + (from * strideD + place) * 4;
      const W = at.step + layer * cell.gates * strides.matrix * 4;
      if (simd.carries !== undefined) {
        const carry = at.carry + (from * strides.carry + layerAt(shape, layer, stride)) * 4;
        const to = G + simd.carries * stride * 4;
        wasm.copyRows(carry, strides.carry * 4, to, strideG * 4, stride * 4, rows);
      }
      // Nothing is carried to h: the first gate sets it.
      const begun = simd.carries === 0 ? 0 : 1;
      if (begun) wasm.product(D, strideD * 4, W, stride, stride / PANEL, 0, G, strideG * 4, rows);
      this.addGates(D, W, G, rows, begun);
    }
  }

  /** h of a layer in G += W^T D, one product for each gate from `begun` on. */
  private addGates(D: number, W: number, G: number, rows: number, begun: number): void {
    const { shape, stride, strides, strideG, strideD, wasm } = this;
    for (let gate = begun; gate < shape.cell.gates; gate++) {
      const [d, w] = [D + gate * stride * 4, W + gate * strides.matrix * 4];
      wasm.addProduct(d, strideD * 4, w, stride, stride / PANEL, G, strideG * 4, rows);
    }
  }

  inputGradient(row: number, out: Float64Array): void {
    const { D, H, shape, stride, strideD } = this;
    const { cell } = shape;
    const bottom = row * strideD + layerAt(shape, 0, cell.width * stride);
    for (const [gate, place] of cell.input.entries())
      for (let j = 0; j < H; j++) out[gate * H + j] = D[bottom + place * stride + j];
  }
}
