// Training on WebAssembly SIMD, float32: the same chunk and the same step as trainingReference.ts.
// Only views, addresses and calls are here; the arithmetic is in assembly/training*.ts.
import { createMemory, instantiate, isSupported, type SimdVariant } from "./binary";
import * as binary from "./generated/training";
import type { Numbers } from "./interface";
import { PANEL } from "./layout";
import { allocated } from "./limits";
import type {
  AdamSettings,
  ChunkShape,
  Part,
  Tensors,
  TrainingKernels,
  TrainingWorkspace,
} from "./training";
import {
  packParameters,
  type TrainingLayout,
  trainingLayoutOf,
  unpackParameters,
} from "./trainingLayout";

/** Addresses and counts, in the order of assembly/training*.ts. */
type Operation = (...args: number[]) => number;
type TrainingExports = Readonly<
  Record<
    | "product"
    | "forwardChunk"
    | "backwardChunk"
    | "lossGradient"
    | "outerProducts"
    | "columnSums"
    | "scatterRows"
    | "transposePanels"
    | "sumOfSquares"
    | "adamStep",
    Operation
  >
>;

/** undefined if the engine lacks the instructions. */
export function createSimdTraining(variant: SimdVariant = "simd"): TrainingKernels | undefined {
  if (!isSupported(variant)) return undefined;
  return {
    backend: variant,
    rowLength: (H) => trainingLayoutOf(H, { streams: 1, length: 1 }).offsets.count,
    allocate: (H, shape) =>
      allocated(H, shape.streams * shape.length, () => new SimdWorkspace(variant, H, shape)),
  };
}

class SimdWorkspace implements TrainingWorkspace {
  readonly inputs: Uint8Array;
  readonly targets: Uint8Array;
  readonly gradient: Float32Array;
  private readonly wasm: TrainingExports;
  private readonly layout: TrainingLayout;
  private readonly buffer: ArrayBuffer;
  private readonly carriedState: Float32Array;
  private readonly sums: Float32Array;

  constructor(
    variant: SimdVariant,
    readonly H: number,
    readonly shape: ChunkShape,
  ) {
    const { streams: S, length: T } = shape;
    this.layout = trainingLayoutOf(H, shape);
    const { at, pages, stride } = this.layout;
    const memory = createMemory(pages);
    this.wasm = instantiate<TrainingExports>(binary, variant, memory);
    this.buffer = memory.buffer;
    this.inputs = new Uint8Array(this.buffer, at.x, T * S);
    this.targets = new Uint8Array(this.buffer, at.y, T * S);
    this.gradient = this.part("gradient");
    this.carriedState = new Float32Array(this.buffer, at.h, S * stride);
    this.sums = new Float32Array(this.buffer, at.sums, T * S * 3);
  }

  private part(part: Part): Float32Array {
    return new Float32Array(this.buffer, this.layout.at[part], this.layout.offsets.count);
  }

  read(part: Part, into: Tensors): void {
    unpackParameters(this.part(part), into, this.layout);
  }

  write(part: Part, from: Tensors): void {
    packParameters(from, this.part(part), this.layout);
  }

  readState(into: Numbers): void {
    const { H, shape, carriedState } = this;
    const { stride } = this.layout;
    for (let s = 0; s < shape.streams; s++)
      into.set(carriedState.subarray(s * stride, s * stride + H), s * H);
  }

  writeState(from: Numbers): void {
    const { H, shape, carriedState } = this;
    for (let s = 0; s < shape.streams; s++)
      carriedState.set(from.subarray(s * H, (s + 1) * H), s * this.layout.stride);
  }

  backpropagate(steps: number, scale: number): number {
    const { at, stride, offsets } = this.layout;
    const { wasm } = this;
    const S = this.shape.streams;
    const rows = steps * S;
    const panels = stride / PANEL;
    const bytes = stride * 4;
    const weight = (offset: number) => at.weights + offset * 4;
    const gradient = (offset: number) => at.gradient + offset * 4;
    const h = at.h + S * bytes; // h_0, the first state after the carried one

    wasm.transposePanels(weight(offsets.Wh), stride, stride, at.recurrent);
    wasm.transposePanels(weight(offsets.Wy), 256, stride, at.readout);
    const [Wx, bh, by] = [weight(offsets.Wx), weight(offsets.bh), weight(offsets.by)];
    wasm.forwardChunk(at.x, at.h, Wx, bh, at.recurrent, panels, S, steps);
    wasm.product(h, bytes, at.readout, stride, 256 / PANEL, by, at.Z, 1024, rows);
    wasm.lossGradient(at.Z, at.y, scale, at.sums, rows);

    wasm.product(at.Z, 1024, weight(offsets.Wy), 256, panels, 0, at.G, bytes, rows);
    wasm.backwardChunk(at.h, at.G, at.carried, weight(offsets.Wh), panels, S, steps);

    wasm.outerProducts(at.Z, 1024, 256, h, bytes, panels, gradient(offsets.Wy), rows);
    wasm.outerProducts(at.G, bytes, stride, at.h, bytes, panels, gradient(offsets.Wh), rows);
    wasm.scatterRows(at.G, bytes, at.x, gradient(offsets.Wx), rows);
    wasm.columnSums(at.Z, 1024, 256, gradient(offsets.by), rows);
    wasm.columnSums(at.G, bytes, stride, gradient(offsets.bh), rows);

    new Uint8Array(this.buffer).copyWithin(at.h, at.h + rows * bytes, at.h + (rows + S) * bytes);
    return this.lossOf(rows);
  }

  /** The summed -log P[y] of the rows; near certainty from the sum of the others (docs/method.md, section 7). */
  private lossOf(rows: number): number {
    let nats = 0;
    for (let row = 0; row < rows; row++) {
      const others = this.sums[3 * row];
      const total = this.sums[3 * row + 1];
      nats -=
        others < total / 2 ? Math.log1p(-others / total) : this.sums[3 * row + 2] - Math.log(total);
    }
    return nats;
  }

  adam(update: number, rate: number, settings: AdamSettings): number {
    const { at, offsets } = this.layout;
    const { beta1, beta2, epsilon, clip } = settings;
    const norm = Math.sqrt(this.wasm.sumOfSquares(at.gradient, offsets.count));
    if (!Number.isFinite(norm)) return norm;
    const unbias1 = 1 / (1 - beta1 ** update);
    const unbias2 = Math.sqrt(1 / (1 - beta2 ** update));
    this.wasm.adamStep(
      at.weights,
      at.gradient,
      at.mean,
      at.square,
      offsets.count,
      norm > clip ? clip / norm : 1,
      beta1,
      beta2,
      (rate * unbias1) / unbias2,
      epsilon / unbias2,
    );
    return norm;
  }
}
