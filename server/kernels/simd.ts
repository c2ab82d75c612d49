// The WebAssembly SIMD backend: float64 recurrence, float32 readout, trace and products. Only views, packing and
// calls are here; the arithmetic is in assembly/.

import { createMemory, instantiate, isSupported, type Memory, type SimdVariant } from "./binary";
import * as inference from "./generated/inference";
import type { BetweenLayers, Capacity, Kernels, ModelKernels, Weights } from "./interface";
import { type Layout, layoutOf, PANEL, packWeights } from "./layout";
import { allocated } from "./limits";
import { bindReference } from "./reference";
import { isPapers, type NetShape, shapeOf } from "./shape";

/** Addresses and counts, in the order of assembly/inference.ts. */
type Operation = (...args: number[]) => void;
export type InferenceExports = Readonly<
  Record<
    | "packPanels"
    | "packWidePanels"
    | "product"
    | "recur"
    | "recurVector"
    | "softmax"
    | "score"
    | "lag",
    Operation
  >
>;

/** undefined if the engine lacks the instructions. */
export function createSimdKernels(variant: SimdVariant = "simd"): Kernels | undefined {
  if (!isSupported(variant)) return undefined;
  function* bindSteps(weights: Weights, capacity: Capacity): Generator<void, ModelKernels> {
    if (!isPapers(shapeOf(weights))) return bindReference(weights, capacity);
    const kernels = allocated(
      weights.H,
      capacity.window,
      () => new SimdKernels(variant, shapeOf(weights), capacity),
    );
    yield* kernels.pack(weights);
    return kernels;
  }
  return {
    backend: variant,
    bindSteps,
    bind(weights, capacity) {
      const work = bindSteps(weights, capacity);
      for (;;) {
        const step = work.next();
        if (step.done) return step.value;
      }
    },
  };
}

class SimdKernels implements ModelKernels {
  readonly shape: NetShape;
  readonly H: number;
  readonly stride: number;
  readonly strideG: number;
  readonly strideD: number;
  readonly x: Uint8Array;
  readonly h: Float32Array;
  readonly Z: Float32Array;
  readonly P: Float32Array;
  readonly C: Float32Array;
  readonly G: Float32Array;
  readonly D: Float32Array;
  readonly gradient: Float32Array;
  readonly gated: Float32Array;
  readonly norm: Float32Array;
  readonly logP: Float64Array;
  readonly best: Uint8Array;
  private readonly state: Float64Array;
  private readonly input: Float64Array;
  private readonly y: Uint8Array;
  private readonly others: Float64Array;
  private readonly excess: Float64Array;
  private readonly top: Float64Array;
  private readonly memory: Memory;
  private readonly wasm: InferenceExports;
  private readonly at: Layout["at"];
  private readonly panels: number;

  constructor(
    readonly backend: SimdVariant,
    shape: NetShape,
    readonly capacity: Capacity,
  ) {
    const { rows, window } = capacity;
    const { H } = shape;
    const { stride, pages, at } = layoutOf(H, capacity);
    this.H = H;
    const memory = createMemory(pages);
    this.wasm = instantiate(inference, backend, memory);
    this.memory = memory;
    this.shape = shape;
    this.stride = stride;
    this.strideG = stride;
    this.strideD = stride;
    this.panels = stride / PANEL;
    this.at = at;
    const { buffer } = memory;
    this.x = new Uint8Array(buffer, at.x, window);
    this.h = new Float32Array(buffer, at.h, window * stride);
    this.Z = new Float32Array(buffer, at.Z, rows * 256);
    this.P = new Float32Array(buffer, at.P, rows * 256);
    this.C = new Float32Array(buffer, at.C, rows * 256);
    this.G = new Float32Array(buffer, at.G, rows * stride);
    this.D = new Float32Array(buffer, at.D, rows * stride);
    this.gradient = new Float32Array(buffer, at.gradient, rows);
    this.gated = new Float32Array(buffer, at.gated, rows);
    this.norm = new Float32Array(buffer, at.norm, rows);
    this.best = new Uint8Array(buffer, at.best, rows);
    this.state = new Float64Array(buffer, at.state, H);
    this.input = new Float64Array(buffer, at.input, H);
    this.y = new Uint8Array(buffer, at.y, rows);
    this.others = new Float64Array(buffer, at.others, rows);
    this.excess = new Float64Array(buffer, at.excess, rows);
    this.top = new Float64Array(buffer, at.top, rows);
    this.logP = new Float64Array(rows);
  }

  /** Must run before anything else. */
  pack(weights: Weights): Generator<void, void> {
    return packWeights(weights, this.memory, this.at, this.stride, this.wasm);
  }

  recur(text: Uint8Array, from: number, count: number, state: Float64Array, row: number): void {
    const { at, stride, x } = this;
    const bytes = stride * 4;
    check(row >= 0 && row + count <= this.capacity.window);
    for (let s = 0; s < count; s++) x[row + s] = text[from + s];
    this.state.set(state);
    this.wasm.recur(
      at.x + row,
      count,
      at.embedding,
      at.bias,
      at.recurrent,
      at.state,
      at.next,
      at.h + row * bytes,
      at.gates + row * bytes,
      stride,
    );
    state.set(this.state);
  }

  recurVector(v: Float64Array, state: Float64Array, row: number): void {
    const { at, stride } = this;
    const bytes = stride * 4;
    check(row >= 0 && row < this.capacity.window);
    this.input.set(v);
    this.state.set(state);
    this.wasm.recurVector(
      at.input,
      at.bias,
      at.recurrent,
      at.state,
      at.next,
      at.h + row * bytes,
      at.gates + row * bytes,
      stride,
    );
    state.set(this.state);
  }

  readout(first: number, count: number): void {
    const { at, stride, wasm, capacity } = this;
    const h = at.h + first * stride * 4;
    check(first >= 0 && first + count <= capacity.window && count <= capacity.rows);
    wasm.product(h, stride * 4, at.readout, stride, 256 / PANEL, at.readoutBias, at.Z, 1024, count);
    wasm.softmax(at.Z, at.P, count);
  }

  score(y: Uint8Array, count: number): void {
    const { at, logP, others, excess, top } = this;
    check(count <= this.capacity.rows);
    for (let i = 0; i < count; i++) this.y[i] = y[i];
    this.wasm.score(at.y, at.Z, at.P, at.C, at.best, at.others, at.excess, at.top, count);
    for (let i = 0; i < count; i++)
      logP[i] = others[i] < 0.5 ? Math.log1p(-others[i]) : excess[i] + Math.log(top[i]);
  }

  outputGradient(count: number): void {
    const { at, stride, panels } = this;
    check(count <= this.capacity.rows);
    this.wasm.product(at.C, 1024, at.output, 256, panels, 0, at.G, stride * 4, count);
  }

  lag(first: number, k: number, from: number, count: number, between?: BetweenLayers): void {
    const { at, stride, capacity } = this;
    const bytes = stride * 4;
    const row = first + from - k;
    if (from >= count) return;
    check(from >= 0 && count <= capacity.rows && row >= 0 && first + count - k <= capacity.window);
    this.wasm.lag(
      at.G + from * bytes,
      at.gates + row * bytes,
      at.x + row,
      at.embedding,
      at.D + from * bytes,
      at.gradient + from * 4,
      at.gated + from * 4,
      at.norm + from * 4,
      bytes,
      count - from,
    );
    between?.(0, from * stride, this.H);
  }

  inputGradient(row: number, out: Float64Array): void {
    const { D, H, stride } = this;
    for (let i = 0; i < H; i++) out[i] = D[row * stride + i];
  }

  step(from: number, count: number): void {
    const { at, stride, panels } = this;
    const bytes = stride * 4;
    const D = at.D + from * bytes;
    const G = at.G + from * bytes;
    check(from >= 0 && count <= this.capacity.rows);
    this.wasm.product(D, bytes, at.step, stride, panels, 0, G, bytes, count - from);
  }
}

/** Outside the capacity a kernel would overwrite neighbouring regions, where an array would ignore the write. */
function check(inside: boolean): void {
  if (!inside) throw new RangeError("Rows outside the capacity of the bound kernels.");
}
