// What every net has in common on the SIMD backend: the buffers of a window and of a block of rows, readout, score and g_t.
// Not here: the recurrence and the trace, which the paper's net (simd.ts) and all others (layered.ts) do differently.
import type { Memory, SimdVariant } from "./binary";
import { log, log1p } from "./elementary";
import type { Capacity } from "./interface";
import { type BlockRegion, PANEL } from "./layout";
import type { NetShape } from "./shape";

/** Addresses and counts, in the order of assembly/inference.ts. */
export type Operation = (...args: number[]) => void;

export abstract class SimdBlock {
  readonly H: number;
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
  private readonly y: Uint8Array;
  private readonly others: Float64Array;
  private readonly excess: Float64Array;
  private readonly top: Float64Array;

  constructor(
    readonly backend: SimdVariant,
    readonly shape: NetShape,
    readonly capacity: Capacity,
    readonly stride: number,
    readonly strideG: number,
    readonly strideD: number,
    { buffer }: Memory,
    private readonly kernels: Readonly<Record<"product" | "softmax" | "score", Operation>>,
    private readonly block: Readonly<Record<BlockRegion, number>>,
  ) {
    const { rows, window } = capacity;
    const at = block;
    this.H = shape.H;
    this.x = new Uint8Array(buffer, at.x, window);
    this.h = new Float32Array(buffer, at.h, window * stride);
    this.Z = new Float32Array(buffer, at.Z, rows * 256);
    this.P = new Float32Array(buffer, at.P, rows * 256);
    this.C = new Float32Array(buffer, at.C, rows * 256);
    this.G = new Float32Array(buffer, at.G, rows * strideG);
    this.D = new Float32Array(buffer, at.D, rows * strideD);
    this.gradient = new Float32Array(buffer, at.gradient, rows);
    this.gated = new Float32Array(buffer, at.gated, rows);
    this.norm = new Float32Array(buffer, at.norm, rows);
    this.best = new Uint8Array(buffer, at.best, rows);
    this.y = new Uint8Array(buffer, at.y, rows);
    this.others = new Float64Array(buffer, at.others, rows);
    this.excess = new Float64Array(buffer, at.excess, rows);
    this.top = new Float64Array(buffer, at.top, rows);
    this.logP = new Float64Array(rows);
  }

  readout(first: number, count: number): void {
    const { block: at, stride, kernels, capacity } = this;
    const row = stride * 4;
    check(first >= 0 && first + count <= capacity.window && count <= capacity.rows);
    const h = at.h + first * row;
    kernels.product(h, row, at.readout, stride, 256 / PANEL, at.readoutBias, at.Z, 1024, count);
    kernels.softmax(at.Z, at.P, count);
  }

  score(y: Uint8Array, count: number): void {
    const { block: at, logP, others, excess, top } = this;
    check(count <= this.capacity.rows);
    for (let i = 0; i < count; i++) this.y[i] = y[i];
    this.kernels.score(at.y, at.Z, at.P, at.C, at.best, at.others, at.excess, at.top, count);
    for (let i = 0; i < count; i++)
      logP[i] = others[i] < 0.5 ? log1p(-others[i]) : excess[i] + log(top[i]);
  }

  outputGradient(count: number): void {
    const { block: at, stride, strideG } = this;
    check(count <= this.capacity.rows);
    // Lower layers, and an LSTM's cells, have no part in the readout.
    if (strideG > stride) this.G.fill(0, 0, count * strideG);
    const panels = stride / PANEL;
    this.kernels.product(at.C, 1024, at.output, 256, panels, 0, at.G, strideG * 4, count);
  }
}

/** Outside the capacity a kernel would overwrite neighbouring regions, where an array would ignore the write. */
export function check(inside: boolean): void {
  if (!inside) throw new RangeError("Rows outside the capacity of the bound kernels.");
}
