// The WebAssembly SIMD backend: float64 recurrence, float32 readout, trace and products. The paper's net, one layer of
// tanh, has its calls here and fused kernels of its own in assembly/; every other net is in layered.ts.
import { createMemory, instantiate, isSupported, type Memory, type SimdVariant } from "./binary";
import * as inference from "./generated/inference";
import type { BetweenLayers, Capacity, Kernels, ModelKernels, Weights } from "./interface";
import { LayeredKernels } from "./layered";
import { mostLayeredWindow } from "./layeredLayout";
import { type Layout, layoutOf, PANEL, packWeights, windowWithin } from "./layout";
import { allocated } from "./limits";
import { isPapers, type NetShape, shapeOf } from "./shape";
import { check, type Operation, SimdBlock } from "./simdBlock";

export type InferenceExports = Readonly<
  Record<
    | "packPanels"
    | "packWidePanels"
    | "packWidePanels32"
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
    const shape = shapeOf(weights);
    const made = isPapers(shape) ? SimdKernels : LayeredKernels;
    const kernels = allocated(weights.H, capacity.window, () =>
      made.make(variant, shape, capacity),
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

/** The largest window that fits in memory. */
export function mostWindow(shape: NetShape, rows: number): number {
  if (!isPapers(shape)) return mostLayeredWindow(shape, rows);
  const { stride, pages } = layoutOf(shape, { rows, window: 0 });
  return windowWithin(pages, 1 + 2 * 4 * stride);
}

class SimdKernels extends SimdBlock implements ModelKernels {
  private readonly state: Float64Array;
  private readonly input: Float64Array;
  private readonly at: Layout["at"];
  private readonly panels: number;

  private constructor(
    backend: SimdVariant,
    shape: NetShape,
    capacity: Capacity,
    private readonly layout: Layout,
    private readonly memory: Memory,
    private readonly wasm: InferenceExports,
  ) {
    const { stride, at } = layout;
    super(backend, shape, capacity, stride, stride, stride, memory, wasm, at);
    this.at = at;
    this.panels = stride / PANEL;
    this.state = new Float64Array(memory.buffer, at.state, shape.H);
    this.input = new Float64Array(memory.buffer, at.input, shape.H);
  }

  static make(variant: SimdVariant, shape: NetShape, capacity: Capacity): SimdKernels {
    const layout = layoutOf(shape, capacity);
    const memory = createMemory(layout.pages);
    const wasm = instantiate<InferenceExports>(inference, variant, memory);
    return new SimdKernels(variant, shape, capacity, layout, memory, wasm);
  }

  /** Must run before anything else. */
  pack(weights: Weights): Generator<void, void> {
    return packWeights(weights, this.memory, this.layout, this.wasm);
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
      this.layout.weightBytes,
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
      this.layout.weightBytes,
    );
    state.set(this.state);
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
    if (between) for (let i = from; i < count; i++) between(0, i * stride, this.H);
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
