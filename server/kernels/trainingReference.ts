// The oracle of training: float64, plain loops, the formulas of docs/method.md with the same letters; what a cell does in a
// step is its own reference (cells/cell.ts). Deliberately not fast; trainingSimd.ts must agree with it.
import type { Cell } from "./cells/cell";
import { CELLS } from "./cells/table";
import { exp, log, log1p, pow } from "./elementary";
import type { Numbers } from "./interface";
import { allocated } from "./limits";
import { type NetShape, shapeOf } from "./shape";
import {
  type AdamSettings,
  type ChunkShape,
  type Part,
  parameterCount,
  type Tensors,
  type TrainingKernels,
  type TrainingWorkspace,
  tensorNames,
  tensorSizes,
} from "./training";

export const referenceTraining: TrainingKernels = {
  backend: "reference",
  rowLength: (H, cell = "tanh") => parameterCount(shapeOf({ H, cell })),
  allocate: (H, shape, cell = "tanh") =>
    allocated(H, shape.streams * shape.length, () => {
      return new ReferenceWorkspace(shapeOf({ H, cell }), shape);
    }),
};

type Tensors64 = { readonly H: number } & Record<
  (typeof tensorNames)[number],
  Float64Array<ArrayBuffer>
>;

/** Zero-filled tensors, one after another in `row`. */
function zeros(net: NetShape, row = new Float64Array(parameterCount(net))): Tensors64 {
  const { Wx, Wh, bh, Wy, by } = tensorSizes(net);
  let at = 0;
  const next = (length: number) => {
    at += length;
    return row.subarray(at - length, at);
  };
  return {
    H: net.H,
    Wx: next(Wx),
    Wh: next(Wh),
    bh: next(bh),
    Wy: next(Wy),
    by: next(by),
  };
}

class ReferenceWorkspace implements TrainingWorkspace {
  readonly H: number;
  private readonly cell: Cell;
  readonly inputs: Uint8Array;
  readonly targets: Uint8Array;
  readonly gradient: Float64Array<ArrayBuffer>;
  private readonly parts: Record<Part, Tensors64>;
  /** [(T + 1) x S x stateSize]: block 0 is the carried state, block t + 1 the state after step t; h comes first. */
  private readonly states: Float64Array;
  /** [T x S x kept H] what the cell's way back needs. */
  private readonly tape: Float64Array;
  /** [T x S x 256] c = e_y - P. */
  private readonly C: Float64Array;
  /** [width H] the pre-activations of a step, and their dL/da. */
  private readonly a: Float64Array;
  private readonly D: Float64Array;
  /** [stateSize] g_t, and [S x stateSize] the part of g_{t-1} that comes through the recurrence. */
  private readonly g: Float64Array;
  private readonly carried: Float64Array;

  constructor(
    readonly net: NetShape,
    readonly shape: ChunkShape,
  ) {
    const { streams: S, length: T } = shape;
    const { H, stateSize } = net;
    const cell = CELLS[net.name];
    this.H = H;
    this.cell = cell;
    this.inputs = new Uint8Array(T * S);
    this.targets = new Uint8Array(T * S);
    this.gradient = new Float64Array(parameterCount(net));
    const gradient = zeros(net, this.gradient);
    this.parts = { weights: zeros(net), gradient, mean: zeros(net), square: zeros(net) };
    this.states = new Float64Array((T + 1) * S * stateSize);
    this.tape = new Float64Array(T * S * cell.kept * H);
    this.C = new Float64Array(T * S * 256);
    this.a = new Float64Array(cell.width * H);
    this.D = new Float64Array(cell.width * H);
    this.g = new Float64Array(stateSize);
    this.carried = new Float64Array(S * stateSize);
  }

  read(part: Part, into: Tensors): void {
    for (const name of tensorNames) into[name].set(this.parts[part][name]);
  }

  write(part: Part, from: Tensors): void {
    for (const name of tensorNames) this.parts[part][name].set(from[name]);
  }

  readState(into: Numbers): void {
    into.set(this.states.subarray(0, this.shape.streams * this.net.stateSize));
  }

  writeState(from: Numbers): void {
    this.states.set(from);
  }

  backpropagate(steps: number, scale: number): number {
    const { streams: S } = this.shape;
    const block = S * this.net.stateSize;
    let nats = 0;
    for (let t = 0; t < steps; t++)
      for (let s = 0; s < S; s++) {
        this.recur(t, s);
        nats -= this.predict(t, s);
      }
    for (const name of tensorNames) this.parts.gradient[name].fill(0);
    this.carried.fill(0);
    for (let t = steps - 1; t >= 0; t--) for (let s = 0; s < S; s++) this.stepBack(t, s, scale);
    this.states.copyWithin(0, steps * block, (steps + 1) * block);
    return nats;
  }

  /** a = W_x[:, x_t] + W_h h_{t-1} + b_h, each gate in its places, and the cell's step; tanh: h_t = tanh(a). */
  private recur(t: number, s: number): void {
    const { H, a, cell, states, tape } = this;
    const { stateSize } = this.net;
    const { Wx, Wh, bh } = this.parts.weights;
    const row = t * this.shape.streams + s;
    const before = row * stateSize;
    const after = (row + this.shape.streams) * stateSize;
    a.set(bh);
    for (let gate = 0; gate < cell.gates; gate++)
      for (let i = 0; i < H; i++) {
        const to = cell.hidden[gate] * H + i;
        a[cell.input[gate] * H + i] += Wx[(gate * H + i) * 256 + this.inputs[row]];
        for (let j = 0; j < H; j++) a[to] += Wh[(gate * H + i) * H + j] * states[before + j];
      }
    states.copyWithin(after, before, before + stateSize);
    const kept = { numbers: tape, at: row * cell.kept * H };
    cell.forward(H, a, { numbers: states, at: after }, kept);
  }

  /** P = softmax(W_y h + b_y) and c = e_y - P; returns log P[y]. */
  private predict(t: number, s: number): number {
    const { H, states, C } = this;
    const { Wy, by } = this.parts.weights;
    const row = t * this.shape.streams + s;
    const at = (row + this.shape.streams) * this.net.stateSize;
    const y = this.targets[row];
    let max = -Infinity;
    for (let o = 0; o < 256; o++) {
      let z = by[o];
      for (let j = 0; j < H; j++) z += Wy[o * H + j] * states[at + j];
      C[row * 256 + o] = z;
      if (z > max) max = z;
    }
    const z = C[row * 256 + y];
    let others = 0;
    for (let o = 0; o < 256; o++) if (o !== y) others += exp(C[row * 256 + o] - max);
    const sum = others + exp(z - max);
    for (let o = 0; o < 256; o++) C[row * 256 + o] = -exp(C[row * 256 + o] - max) / sum;
    C[row * 256 + y] = others / sum;
    return others < sum / 2 ? log1p(-others / sum) : z - max - log(sum);
  }

  /** g_t = W_y^T c and what step t + 1 gives; D = dL/da by the cell, and its outer products (signs: dL/dw of -log P). */
  private stepBack(t: number, s: number, scale: number): void {
    const { H, cell, states, C, D, g, carried, tape } = this;
    const { stateSize } = this.net;
    const { Wh, Wy } = this.parts.weights;
    const gradient = this.parts.gradient;
    const row = t * this.shape.streams + s;
    const before = row * stateSize;
    const at = (row + this.shape.streams) * stateSize;
    const own = s * stateSize;
    for (let j = 0; j < stateSize; j++) g[j] = carried[own + j];
    for (let o = 0; o < 256; o++) {
      const c = C[row * 256 + o];
      gradient.by[o] -= scale * c;
      for (let j = 0; j < H; j++) {
        g[j] += Wy[o * H + j] * c;
        gradient.Wy[o * H + j] -= scale * c * states[at + j];
      }
    }
    const [kept, carry] = [
      { numbers: tape, at: row * cell.kept * H },
      { numbers: carried, at: own },
    ];
    cell.backward(H, kept, { numbers: g, at: 0 }, { numbers: D, at: 0 }, carry);
    for (let i = 0; i < D.length; i++) gradient.bh[i] -= scale * D[i];
    for (let gate = 0; gate < cell.gates; gate++)
      for (let i = 0; i < H; i++) {
        const d = D[cell.hidden[gate] * H + i];
        const w = gate * H + i;
        gradient.Wx[w * 256 + this.inputs[row]] -= scale * D[cell.input[gate] * H + i];
        for (let j = 0; j < H; j++) {
          carried[own + j] += Wh[w * H + j] * d;
          gradient.Wh[w * H + j] -= scale * d * states[before + j];
        }
      }
  }

  adam(update: number, rate: number, settings: AdamSettings): number {
    const { beta1, beta2, epsilon, clip } = settings;
    const { weights, gradient, mean, square } = this.parts;
    let squares = 0;
    for (const name of tensorNames) for (const g of gradient[name]) squares += g * g;
    const norm = Math.sqrt(squares);
    if (!Number.isFinite(norm)) return norm;
    const clipped = norm > clip ? clip / norm : 1;
    const unbias1 = 1 / (1 - pow(beta1, update));
    const unbias2 = 1 / (1 - pow(beta2, update));
    for (const name of tensorNames) {
      const [w, m, v] = [weights[name], mean[name], square[name]];
      for (let i = 0; i < w.length; i++) {
        const g = gradient[name][i] * clipped;
        m[i] = beta1 * m[i] + (1 - beta1) * g;
        v[i] = beta2 * v[i] + (1 - beta2) * g * g;
        w[i] -= (rate * m[i] * unbias1) / (Math.sqrt(v[i] * unbias2) + epsilon);
      }
    }
    return norm;
  }
}
