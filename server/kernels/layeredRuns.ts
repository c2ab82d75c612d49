// Many runs of a net of any cell and number of layers on WebAssembly SIMD, in float64, a few states together. No quicker look:
// what a screen carries is known for tanh alone (assembly/deviations.ts). Only views, addresses and calls are here.
import { createMemory, instantiate, type Memory, type SimdVariant } from "./binary";
import * as binary from "./generated/layered";
import type { Weights } from "./interface";
import {
  layeredStrides,
  packRecurrence,
  type RecurrenceRegion,
  recurrenceRegions,
} from "./layeredLayout";
import { type LayeredExports, LayeredRecurrence, VECTOR } from "./layeredRecurrence";
import { packed, regions, staged, strideOf, widePanels } from "./layout";
import { checkInside, hasRows, REPLACED, type Runs, type RunsCapacity } from "./runs";
import type { NetShape } from "./shape";

/** Rows that take a step together, as in assembly/runs.ts. */
const BLOCK = 8;

type Region =
  | RecurrenceRegion
  | "readout" // W_y^T in wide panels, float64
  | "readoutBias" // b_y [256] float64
  | "factors" // of a step, not read
  | "top" // [BLOCK x stride] float64, h of the top layer
  | "logits"; // [rows x 256] float64

function layoutOf(shape: NetShape, rows: number) {
  const { stride, factors } = layeredStrides(shape);
  return regions<Region>({
    ...recurrenceRegions(shape, BLOCK),
    readout: 256 * stride * 8,
    readoutBias: 256 * 8,
    factors: factors * 4,
    top: BLOCK * stride * 8,
    logits: rows * 256 * 8,
  });
}

export class LayeredRuns implements Runs {
  readonly stride: number;
  readonly states: Float64Array;
  readonly replacement: Float64Array;
  readonly logits: Float64Array;
  private readonly memory: Memory;
  private readonly wasm: LayeredExports;
  private readonly at: Readonly<Record<Region, number>>;
  private readonly recurrence: LayeredRecurrence;
  private readonly top: Float64Array;

  /** pack() must run before anything else. */
  constructor(
    readonly backend: SimdVariant,
    readonly shape: NetShape,
    readonly capacity: RunsCapacity,
  ) {
    const { pages, at } = layoutOf(shape, capacity.rows);
    this.memory = createMemory(pages);
    this.wasm = instantiate(binary, backend, this.memory);
    this.at = at;
    this.recurrence = new LayeredRecurrence(shape, BLOCK, this.memory, this.wasm, at);
    this.stride = shape.stateSize;
    this.states = new Float64Array(capacity.rows * this.stride);
    this.replacement = new Float64Array(shape.inputSize);
    const { buffer } = this.memory;
    this.logits = new Float64Array(buffer, at.logits, capacity.rows * 256);
    this.top = new Float64Array(buffer, at.top, BLOCK * strideOf(shape.H));
  }

  *pack(weights: Weights): Generator<void, void> {
    const { at, memory, shape, wasm } = this;
    const { H, Wy, by } = weights;
    const stride = strideOf(H);
    yield* packRecurrence(shape, BLOCK, weights, memory, at, wasm);
    new Float64Array(memory.buffer, at.readoutBias, 256).set(by);
    yield* staged(Wy, new Float32Array(memory.buffer, at.staging, Wy.length));
    const wide = widePanels(wasm.packWidePanels);
    yield* packed(wide, at.staging, 1, H, H, 256, stride, 256 / wide.columns, at.readout);
  }

  recur(inputs: Uint16Array, from: number, count: number, first: number, end: number): void {
    const { at, capacity, recurrence, states, stride } = this;
    checkInside(count >= 0 && count <= capacity.steps && hasRows(capacity, first, end));
    recurrence.setInput(this.replacement);
    for (let row = first; row < end; row += BLOCK) {
      const rows = Math.min(BLOCK, end - row);
      for (let r = 0; r < rows; r++) recurrence.load(r, states, (row + r) * stride);
      for (let s = from; s < from + count; s++)
        recurrence.step(rows, inputs[s] === REPLACED ? VECTOR : inputs[s], at.factors);
      for (let r = 0; r < rows; r++) recurrence.store(r, states, (row + r) * stride);
    }
  }

  readout(first: number, end: number): void {
    const { at, capacity, shape, states, top, wasm } = this;
    const { H } = shape;
    const stride = strideOf(H);
    checkInside(hasRows(capacity, first, end));
    for (let row = first; row < end; row += BLOCK) {
      const rows = Math.min(BLOCK, end - row);
      for (let r = 0; r < rows; r++)
        for (let i = 0; i < H; i++) top[r * stride + i] = states[(row + r) * this.stride + i];
      const logits = at.logits + row * 256 * 8;
      wasm.readout(at.top, at.readout, at.readoutBias, logits, rows, stride);
    }
  }
}
