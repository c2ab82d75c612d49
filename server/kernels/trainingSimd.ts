// Training on WebAssembly SIMD, float32: the same chunk and the same step as trainingReference.ts.
// Only views, addresses and calls are here; the arithmetic is in assembly/training*.ts.
import { createMemory, instantiate, isSupported, type SimdVariant } from "./binary";
import { log, log1p, pow } from "./elementary";
import * as binary from "./generated/training";
import type { Numbers } from "./interface";
import { PANEL } from "./layout";
import { allocated } from "./limits";
import { type NetShape, shapeOf } from "./shape";
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
import { type StepExports, type Steps, stepsOf } from "./trainingSteps";

/** Addresses and counts, in the order of assembly/training*.ts. */
type Operation = (...args: number[]) => number;
type TrainingExports = StepExports &
  Readonly<
    Record<
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
    rowLength: (H, cell = "tanh") =>
      trainingLayoutOf(shapeOf({ H, cell }), { streams: 1, length: 1 }).offsets.count,
    allocate: (H, shape, cell = "tanh") =>
      allocated(H, shape.streams * shape.length, () => {
        return new SimdWorkspace(variant, shapeOf({ H, cell }), shape);
      }),
  };
}

class SimdWorkspace implements TrainingWorkspace {
  readonly H: number;
  readonly inputs: Uint8Array;
  readonly targets: Uint8Array;
  readonly gradient: Float32Array;
  private readonly wasm: TrainingExports;
  private readonly layout: TrainingLayout;
  private readonly buffer: ArrayBuffer;
  private readonly recurrence: Steps;
  private readonly carriedState: Float32Array;
  private readonly sums: Float32Array;

  constructor(
    variant: SimdVariant,
    readonly net: NetShape,
    readonly shape: ChunkShape,
  ) {
    this.H = net.H;
    this.layout = trainingLayoutOf(net, shape);
    const { at, state, pages } = this.layout;
    const { streams: S, length: T } = shape;
    const memory = createMemory(pages);
    this.wasm = instantiate(binary, variant, memory);
    this.buffer = memory.buffer;
    this.recurrence = stepsOf(this.wasm, this.layout, S);
    this.inputs = new Uint8Array(this.buffer, at.x, T * S);
    this.targets = new Uint8Array(this.buffer, at.y, T * S);
    this.gradient = this.part("gradient");
    this.carriedState = new Float32Array(this.buffer, at.h, S * state);
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
    const { H, carriedState } = this;
    for (const [block, at] of this.blocksOfStates())
      into.set(carriedState.subarray(at, at + H), block * H);
  }

  writeState(from: Numbers): void {
    const { H, carriedState } = this;
    // The padding too, which a state that was not finite has reached.
    carriedState.fill(0);
    for (const [block, at] of this.blocksOfStates())
      carriedState.set(from.subarray(block * H, (block + 1) * H), at);
  }

  /** Each block of H numbers of the carried states, and where it lies. */
  private *blocksOfStates(): Generator<[block: number, at: number]> {
    const { layout, net, shape } = this;
    const { parts } = net.cell;
    for (let block = 0; block < shape.streams * parts; block++) {
      const stream = Math.floor(block / parts);
      yield [block, stream * layout.state + (block % parts) * layout.stride];
    }
  }

  backpropagate(steps: number, scale: number): number {
    const { at, stride, offsets, gates, input, hidden } = this.layout;
    const { wasm, recurrence, net } = this;
    const S = this.shape.streams;
    const rows = steps * S;
    const panels = stride / PANEL;
    const [rowState, rowD] = [this.layout.state * 4, this.layout.error * 4];
    const weight = (offset: number) => at.weights + offset * 4;
    const gradient = (offset: number) => at.gradient + offset * 4;
    const h = at.h + S * rowState; // h_0, the first state after the carried one
    const [D, recurrent] = [at.D + input * 4, at.D + hidden * 4];

    wasm.transposePanels(weight(offsets.Wh), gates, stride, at.recurrent);
    wasm.transposePanels(weight(offsets.Wy), 256, stride, at.readout);
    recurrence.forward(steps);
    const by = weight(offsets.by);
    wasm.product(h, rowState, at.readout, stride, 256 / PANEL, by, at.Z, 1024, rows);
    wasm.lossGradient(at.Z, at.y, scale, at.sums, rows);

    wasm.product(at.Z, 1024, weight(offsets.Wy), 256, panels, 0, at.G, rowState, rows);
    recurrence.backward(steps);

    wasm.outerProducts(at.Z, 1024, 256, h, rowState, panels, gradient(offsets.Wy), rows);
    wasm.outerProducts(recurrent, rowD, gates, at.h, rowState, panels, gradient(offsets.Wh), rows);
    wasm.scatterRows(D, rowD, gates * 4, at.x, gradient(offsets.Wx), rows);
    wasm.columnSums(at.Z, 1024, 256, gradient(offsets.by), rows);
    wasm.columnSums(at.D, rowD, net.cell.width * stride, gradient(offsets.bh), rows);

    const bytes = new Uint8Array(this.buffer);
    bytes.copyWithin(at.h, at.h + rows * rowState, at.h + (rows + S) * rowState);
    return this.lossOf(rows);
  }

  /** The summed -log P[y] of the rows; near certainty from the sum of the others (docs/method.md, section 7). */
  private lossOf(rows: number): number {
    let nats = 0;
    for (let row = 0; row < rows; row++) {
      const others = this.sums[3 * row];
      const total = this.sums[3 * row + 1];
      nats -= others < total / 2 ? log1p(-others / total) : this.sums[3 * row + 2] - log(total);
    }
    return nats;
  }

  adam(update: number, rate: number, settings: AdamSettings): number {
    const { at, offsets } = this.layout;
    const { beta1, beta2, epsilon, clip } = settings;
    const norm = Math.sqrt(this.wasm.sumOfSquares(at.gradient, offsets.count));
    if (!Number.isFinite(norm)) return norm;
    const unbias1 = 1 / (1 - pow(beta1, update));
    const unbias2 = Math.sqrt(1 / (1 - pow(beta2, update)));
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
