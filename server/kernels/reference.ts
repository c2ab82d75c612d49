// The oracle: float64, plain loops, one line per formula of docs/method.md, for a net of any cell and number of layers.
// Deliberately not fast. What a cell does with its pre-activations is in cells/; the products around it are here.
import type { Cell } from "./cells/cell";
import { exp, log, log1p } from "./elementary";
import type { BetweenLayers, Capacity, Kernels, ModelKernels, Weights } from "./interface";
import { allocated } from "./limits";
import { ReferenceRecurrence } from "./referenceRecurrence";
import { hasGradient, layerAt, type NetShape, shapeOf } from "./shape";

export const referenceKernels: Kernels = {
  backend: "reference",
  bind: bindReference,
};

export function bindReference(weights: Weights, capacity: Capacity): ReferenceKernels {
  return allocated(weights.H, capacity.window, () => new ReferenceKernels(weights, capacity));
}

export class ReferenceKernels implements ModelKernels {
  readonly backend = "reference";
  readonly shape: NetShape;
  readonly H: number;
  readonly stride: number;
  readonly strideG: number;
  readonly strideD: number;
  readonly x: Uint8Array;
  readonly h: Float64Array;
  readonly Z: Float64Array;
  readonly P: Float64Array;
  readonly C: Float64Array;
  readonly G: Float64Array;
  readonly D: Float64Array;
  readonly gradient: Float64Array;
  readonly gated: Float64Array;
  readonly norm: Float64Array;
  readonly logP: Float64Array;
  readonly best: Uint8Array;
  private readonly recurrence: ReferenceRecurrence;
  private readonly cell: Cell;
  /** [rows x strideG] what of dL/d(state before the step) does not go through W_hh. */
  private readonly carry: Float64Array;
  /** [window x layers x kept H] */
  private readonly tape: Float64Array;

  constructor(
    private readonly w: Weights,
    readonly capacity: Capacity,
  ) {
    const { rows, window } = capacity;
    this.shape = shapeOf(w);
    this.recurrence = new ReferenceRecurrence(w);
    this.cell = this.recurrence.cell;
    this.H = w.H;
    this.stride = w.H;
    this.strideG = this.shape.stateSize;
    this.strideD = this.shape.errorSize;
    this.x = new Uint8Array(window);
    this.h = new Float64Array(window * w.H);
    this.Z = new Float64Array(rows * 256);
    this.P = new Float64Array(rows * 256);
    this.C = new Float64Array(rows * 256);
    this.G = new Float64Array(rows * this.strideG);
    this.D = new Float64Array(rows * this.strideD);
    this.gradient = new Float64Array(rows);
    this.gated = new Float64Array(rows);
    this.norm = new Float64Array(rows);
    this.logP = new Float64Array(rows);
    this.best = new Uint8Array(rows);
    this.carry = new Float64Array(rows * this.strideG);
    this.tape = new Float64Array(window * this.recurrence.tapeSize);
  }

  recur(text: Uint8Array, from: number, count: number, state: Float64Array, row: number): void {
    for (let s = 0; s < count; s++) {
      this.x[row + s] = text[from + s];
      this.recurrence.takeByte(text[from + s]);
      this.stepTo(state, row + s);
    }
  }

  recurVector(v: Float64Array, state: Float64Array, row: number): void {
    this.recurrence.takeVector(v);
    this.stepTo(state, row);
  }

  private stepTo(state: Float64Array, row: number): void {
    const { recurrence, H } = this;
    recurrence.step({ numbers: state, at: 0 }, { numbers: this.tape, at: this.tapeAt(row) });
    this.h.set(state.subarray(0, H), row * H);
  }

  private tapeAt(row: number): number {
    return row * this.recurrence.tapeSize;
  }

  readout(first: number, count: number): void {
    const { H, h, Z, P } = this;
    const { Wy, by } = this.w;
    for (let i = 0; i < count; i++) {
      let max = -Infinity;
      for (let o = 0; o < 256; o++) {
        let z = by[o];
        for (let j = 0; j < H; j++) z += Wy[o * H + j] * h[(first + i) * H + j];
        Z[i * 256 + o] = z;
        if (z > max) max = z;
      }
      let sum = 0;
      for (let o = 0; o < 256; o++) sum += exp(Z[i * 256 + o] - max);
      for (let o = 0; o < 256; o++) P[i * 256 + o] = exp(Z[i * 256 + o] - max) / sum;
    }
  }

  score(y: Uint8Array, count: number): void {
    const { P, C } = this;
    for (let i = 0; i < count; i++) {
      const row = i * 256;
      let others = 0;
      let best = 0;
      for (let o = 0; o < 256; o++) {
        if (o !== y[i]) others += P[row + o];
        if (P[row + o] > P[row + best]) best = o;
        C[row + o] = -P[row + o];
      }
      C[row + y[i]] = others;
      this.best[i] = best;
      this.logP[i] = this.logProbability(row, y[i], others);
    }
  }

  /** Near certainty from the sum of the others; for unlikely targets from the logits, because P may underflow. */
  private logProbability(row: number, y: number, others: number): number {
    if (others < 0.5) return log1p(-others);
    let max = -Infinity;
    for (let o = 0; o < 256; o++) max = Math.max(max, this.Z[row + o]);
    let sum = 0;
    for (let o = 0; o < 256; o++) sum += exp(this.Z[row + o] - max);
    return this.Z[row + y] - max - log(sum);
  }

  outputGradient(count: number): void {
    const { H, C, G, strideG } = this;
    const { Wy } = this.w;
    G.fill(0, 0, count * strideG);
    for (let i = 0; i < count; i++)
      for (let j = 0; j < H; j++) {
        let g = 0;
        for (let o = 0; o < 256; o++) g += Wy[o * H + j] * C[i * 256 + o];
        G[i * strideG + j] = g;
      }
  }

  lag(first: number, k: number, from: number, count: number, between?: BetweenLayers): void {
    const { H, G, D, carry, cell, shape, strideG, strideD } = this;
    const { Wx, upper = [] } = this.w;
    const isPlain = hasGradient(shape);
    for (let i = from; i < count; i++) {
      const row = first + i - k;
      const x = this.x[row];
      let gradient = 0;
      let squares = 0;
      for (let j = 0; j < strideG; j++) {
        const g = G[i * strideG + j];
        squares += g * g;
        if (isPlain) gradient += Wx[j * 256 + x] * g;
      }
      for (let layer = shape.layers - 1; layer >= 0; layer--) {
        const g = i * strideG + layerAt(shape, layer, cell.parts * H);
        const d = i * strideD + layerAt(shape, layer, cell.width * H);
        const tape = { numbers: this.tape, at: this.tapeAt(row) + layer * cell.kept * H };
        const after = { numbers: G, at: g };
        cell.backward(H, tape, after, { numbers: D, at: d }, { numbers: carry, at: g });
        if (layer === 0) this.gated[i] = this.inputProduct(x, d);
        between?.(layer, d, cell.width * H);
        // dL/dh of the layer below: what the next step gives, and what this layer takes of it.
        if (layer > 0) this.addProduct(upper[layer - 1].Wi, cell.input, d, g + cell.parts * H);
      }
      this.gradient[i] = gradient;
      this.norm[i] = Math.sqrt(squares);
    }
  }

  /** W_x[:, x] . dL/da, of the bottom layer at D[d ..]. */
  private inputProduct(x: number, d: number): number {
    const { H, D, cell } = this;
    let product = 0;
    for (const [gate, place] of cell.input.entries())
      for (let j = 0; j < H; j++)
        product += this.w.Wx[(gate * H + j) * 256 + x] * D[d + place * H + j];
    return product;
  }

  step(from: number, count: number): void {
    const { H, G, carry, cell, shape, strideG, strideD } = this;
    for (let i = from; i < count; i++) {
      G.set(carry.subarray(i * strideG, (i + 1) * strideG), i * strideG);
      for (let layer = 0; layer < shape.layers; layer++) {
        const g = i * strideG + layerAt(shape, layer, cell.parts * H);
        const d = i * strideD + layerAt(shape, layer, cell.width * H);
        this.addProduct(this.recurrence.hidden(layer), cell.hidden, d, g);
      }
    }
  }

  /** G[at .. at + H) += W^T D, the rows of W [gates H x H] at `places` of D[d ..]. */
  private addProduct(W: Float32Array, places: readonly number[], d: number, at: number): void {
    const { H, G, D } = this;
    for (let j = 0; j < H; j++) {
      let g = 0;
      for (const [gate, place] of places.entries())
        for (let m = 0; m < H; m++) g += W[(gate * H + m) * H + j] * D[d + place * H + m];
      G[at + j] += g;
    }
  }

  inputGradient(row: number, out: Float64Array): void {
    const { H, D, cell, shape, strideD } = this;
    const bottom = row * strideD + layerAt(shape, 0, cell.width * H);
    for (const [gate, place] of cell.input.entries())
      for (let j = 0; j < H; j++) out[gate * H + j] = D[bottom + place * H + j];
  }

  /** The tangent of the state after window row `row` from that of the state before it, u [stateSize], in place. */
  tangent(row: number, u: Float64Array): void {
    this.recurrence.tangent({ numbers: this.tape, at: this.tapeAt(row) }, u);
  }
}
