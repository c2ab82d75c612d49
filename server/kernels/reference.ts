// The oracle: float64, plain loops, one line per formula of docs/method.md. Deliberately not fast.
import type { Capacity, Kernels, ModelKernels, Weights } from "./interface";
import { allocated } from "./limits";

export const referenceKernels: Kernels = {
  backend: "reference",
  bind: (weights, capacity) =>
    allocated(weights.H, capacity.window, () => new ReferenceKernels(weights, capacity)),
};

class ReferenceKernels implements ModelKernels {
  readonly backend = "reference";
  readonly H: number;
  readonly stride: number;
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
  private readonly next: Float64Array;

  constructor(
    private readonly w: Weights,
    readonly capacity: Capacity,
  ) {
    const { rows, window } = capacity;
    this.H = w.H;
    this.stride = w.H;
    this.x = new Uint8Array(window);
    this.h = new Float64Array(window * w.H);
    this.Z = new Float64Array(rows * 256);
    this.P = new Float64Array(rows * 256);
    this.C = new Float64Array(rows * 256);
    this.G = new Float64Array(rows * w.H);
    this.D = new Float64Array(rows * w.H);
    this.gradient = new Float64Array(rows);
    this.gated = new Float64Array(rows);
    this.norm = new Float64Array(rows);
    this.logP = new Float64Array(rows);
    this.best = new Uint8Array(rows);
    this.next = new Float64Array(w.H);
  }

  recur(text: Uint8Array, from: number, count: number, state: Float64Array, row: number): void {
    const { Wx } = this.w;
    for (let s = 0; s < count; s++) {
      const x = text[from + s];
      this.x[row + s] = x;
      for (let i = 0; i < this.H; i++) this.next[i] = Wx[i * 256 + x];
      this.recurrentStep(state, row + s);
    }
  }

  recurVector(v: Float64Array, state: Float64Array, row: number): void {
    this.next.set(v);
    this.recurrentStep(state, row);
  }

  /** h = tanh(v + W_h h + b_h), with v in `next`. */
  private recurrentStep(state: Float64Array, row: number): void {
    const { H, next } = this;
    const { Wh, bh } = this.w;
    for (let i = 0; i < H; i++) {
      let a = next[i] + bh[i];
      for (let j = 0; j < H; j++) a += Wh[i * H + j] * state[j];
      next[i] = Math.tanh(a);
    }
    state.set(next);
    this.h.set(next, row * H);
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
      for (let o = 0; o < 256; o++) sum += Math.exp(Z[i * 256 + o] - max);
      for (let o = 0; o < 256; o++) P[i * 256 + o] = Math.exp(Z[i * 256 + o] - max) / sum;
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
    if (others < 0.5) return Math.log1p(-others);
    let max = -Infinity;
    for (let o = 0; o < 256; o++) max = Math.max(max, this.Z[row + o]);
    let sum = 0;
    for (let o = 0; o < 256; o++) sum += Math.exp(this.Z[row + o] - max);
    return this.Z[row + y] - max - Math.log(sum);
  }

  outputGradient(count: number): void {
    const { H, C, G } = this;
    const { Wy } = this.w;
    for (let i = 0; i < count; i++)
      for (let j = 0; j < H; j++) {
        let g = 0;
        for (let o = 0; o < 256; o++) g += Wy[o * H + j] * C[i * 256 + o];
        G[i * H + j] = g;
      }
  }

  lag(first: number, k: number, from: number, count: number): void {
    const { H, h, G, D } = this;
    const { Wx } = this.w;
    for (let i = from; i < count; i++) {
      const row = first + i - k;
      const x = this.x[row];
      let gradient = 0;
      let gated = 0;
      let squares = 0;
      for (let j = 0; j < H; j++) {
        const g = G[i * H + j];
        const d = 1 - h[row * H + j] * h[row * H + j];
        D[i * H + j] = d * g;
        gradient += Wx[j * 256 + x] * g;
        gated += Wx[j * 256 + x] * (d * g);
        squares += g * g;
      }
      this.gradient[i] = gradient;
      this.gated[i] = gated;
      this.norm[i] = Math.sqrt(squares);
    }
  }

  step(from: number, count: number): void {
    const { H, G, D } = this;
    const { Wh } = this.w;
    for (let i = from; i < count; i++)
      for (let j = 0; j < H; j++) {
        let g = 0;
        for (let m = 0; m < H; m++) g += Wh[m * H + j] * D[i * H + m];
        G[i * H + j] = g;
      }
  }
}
