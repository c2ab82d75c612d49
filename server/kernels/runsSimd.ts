// Many runs of one model on WebAssembly SIMD: for the paper's net float64 states, and float32 deviations from a path as the
// quicker look; every other net is in layeredRuns.ts. Only views, addresses and calls are here; the arithmetic is in assembly/runs.ts and assembly/deviations.ts.
import { createMemory, instantiate, type Memory, type SimdVariant } from "./binary";
import * as binary from "./generated/runs";
import type { Weights } from "./interface";
import { LayeredRuns } from "./layeredRuns";
import { PANEL } from "./layout";
import { allocated } from "./limits";
import { checkInside, hasRows, type Runs, type RunsCapacity, type Screen } from "./runs";
import { packRuns, type RunsRegion, runsLayoutOf } from "./runsLayout";
import { isPapers, type NetShape, shapeOf } from "./shape";

/** Addresses and counts, in the order of assembly/runs.ts. */
type Operation = (...args: number[]) => number;
type RunsExports = Readonly<
  Record<
    "packPanels" | "packWidePanels" | "product" | "recurRows" | "readout" | "deviate" | "leave",
    Operation
  >
>;

export function* bindSimdRuns(
  variant: SimdVariant,
  weights: Weights,
  capacity: RunsCapacity,
): Generator<void, Runs> {
  const shape = shapeOf(weights);
  const Made = isPapers(shape) ? SimdRuns : LayeredRuns;
  const runs = allocated(
    weights.H,
    Math.max(capacity.rows, capacity.steps),
    () => new Made(variant, shape, capacity),
  );
  yield* runs.pack(weights);
  return runs;
}

class SimdRuns implements Runs {
  readonly stride: number;
  readonly states: Float64Array;
  readonly replacement: Float64Array;
  readonly logits: Float64Array;
  readonly screen: Screen;
  private readonly inputs: Uint16Array;
  private readonly memory: Memory;
  private readonly wasm: RunsExports;
  private readonly at: Readonly<Record<RunsRegion, number>>;

  constructor(
    variant: SimdVariant,
    readonly shape: NetShape,
    readonly capacity: RunsCapacity,
  ) {
    const { rows, steps } = capacity;
    const { H } = shape;
    const { stride, pages, at } = runsLayoutOf(H, capacity);
    this.memory = createMemory(pages);
    this.wasm = instantiate(binary, variant, this.memory);
    this.stride = stride;
    this.at = at;
    const { buffer } = this.memory;
    this.states = new Float64Array(buffer, at.states, rows * stride);
    this.replacement = new Float64Array(buffer, at.replacement, H);
    this.logits = new Float64Array(buffer, at.logits, rows * 256);
    this.inputs = new Uint16Array(buffer, at.inputs, steps);
    this.screen = new SimdScreen(this.wasm, this.memory, at, stride, capacity);
  }

  /** Must run before anything else. */
  pack(weights: Weights): Generator<void, void> {
    return packRuns(weights, this.memory, this.at, this.stride, this.wasm);
  }

  recur(inputs: Uint16Array, from: number, count: number, first: number, end: number): void {
    const { at, stride, capacity, wasm } = this;
    checkInside(count >= 0 && count <= capacity.steps && hasRows(capacity, first, end));
    for (let s = 0; s < count; s++) this.inputs[s] = inputs[from + s];
    wasm.recurRows(
      at.inputs,
      count,
      at.embedding,
      at.replacement,
      at.bias,
      at.recurrent,
      at.states + first * stride * 8,
      at.next,
      end - first,
      stride,
    );
  }

  readout(first: number, end: number): void {
    const { at, stride, capacity, wasm } = this;
    checkInside(hasRows(capacity, first, end));
    const states = at.states + first * stride * 8;
    const logits = at.logits + first * 256 * 8;
    wasm.readout(states, at.readout, at.readoutBias, logits, end - first, stride);
  }
}

class SimdScreen implements Screen {
  readonly path: Float64Array;
  readonly change: Float32Array;
  readonly shifts: Float32Array;
  private readonly leaves: Uint8Array;

  constructor(
    private readonly wasm: RunsExports,
    { buffer }: Memory,
    private readonly at: Readonly<Record<RunsRegion, number>>,
    private readonly stride: number,
    private readonly capacity: RunsCapacity,
  ) {
    const { rows, steps } = capacity;
    this.path = new Float64Array(buffer, at.path, steps * stride);
    this.change = new Float32Array(buffer, at.change, steps * stride);
    this.shifts = new Float32Array(buffer, at.shifts, rows * 256);
    this.leaves = new Uint8Array(buffer, at.leaves, steps);
  }

  deviate(leaves: Uint8Array, from: number, count: number, first: number, active: number): number {
    const { at, stride, capacity, wasm } = this;
    let added = 0;
    for (let s = from; s < from + count; s++) {
      this.leaves[s] = leaves[s];
      if (leaves[s]) added++;
    }
    checkInside(from >= 0 && from + count <= capacity.steps && active >= 0);
    checkInside(hasRows(capacity, first, first + active + added));
    const row = stride * 4;
    return wasm.deviate(
      at.path + from * stride * 8,
      at.leaves + from,
      at.change + from * row,
      at.quickRecurrent,
      at.deviations + first * row,
      at.deviationsNext + first * row,
      at.gaps,
      active,
      count,
      stride,
    );
  }

  leave(step: number, count: number): void {
    const { at, stride, capacity, wasm } = this;
    checkInside(step >= 0 && step < capacity.steps && count <= capacity.steps);
    checkInside(hasRows(capacity, 0, count));
    const h = at.path + step * stride * 8;
    wasm.leave(h, at.change, at.deviations, at.gaps, count, stride);
  }

  readout(first: number, end: number): void {
    const { at, stride, capacity, wasm } = this;
    checkInside(hasRows(capacity, first, end));
    const row = stride * 4;
    const deviations = at.deviations + first * row;
    const shifts = at.shifts + first * 1024;
    const panels = 256 / PANEL;
    wasm.product(deviations, row, at.quickReadout, stride, panels, 0, shifts, 1024, end - first);
  }
}
