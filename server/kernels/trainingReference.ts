// The oracle of training: float64, plain loops, the formulas of docs/method.md with the same letters.
// Deliberately not fast; trainingSimd.ts must agree with it.
import type { Numbers } from "./interface";
import { allocated } from "./limits";
import {
  type AdamSettings,
  type ChunkShape,
  type Part,
  type Tensors,
  type TrainingKernels,
  type TrainingWorkspace,
  tensorNames,
} from "./training";

export const referenceTraining: TrainingKernels = {
  backend: "reference",
  rowLength: parameters,
  allocate: (H, shape) =>
    allocated(H, shape.streams * shape.length, () => new ReferenceWorkspace(H, shape)),
};

type Tensors64 = { readonly H: number } & Record<
  (typeof tensorNames)[number],
  Float64Array<ArrayBuffer>
>;

/** Zero-filled tensors, one after another in `row`. */
function zeros(H: number, row = new Float64Array(parameters(H))): Tensors64 {
  let at = 0;
  const next = (length: number) => {
    at += length;
    return row.subarray(at - length, at);
  };
  return {
    H,
    Wx: next(H * 256),
    Wh: next(H * H),
    bh: next(H),
    Wy: next(256 * H),
    by: next(256),
  };
}

function parameters(H: number): number {
  return 512 * H + H * H + H + 256;
}

class ReferenceWorkspace implements TrainingWorkspace {
  readonly inputs: Uint8Array;
  readonly targets: Uint8Array;
  readonly gradient: Float64Array<ArrayBuffer>;
  private readonly parts: Record<Part, Tensors64>;
  /** [(T + 1) x S x H]: block 0 is the carried state h_{-1}, block t + 1 is h_t. */
  private readonly h: Float64Array;
  /** [T x S x 256] c = e_y - P. */
  private readonly C: Float64Array;
  /** [S x H] g_t, and the part of g_{t-1} that comes through the recurrence. */
  private readonly g: Float64Array;
  private readonly carried: Float64Array;

  constructor(
    readonly H: number,
    readonly shape: ChunkShape,
  ) {
    const { streams: S, length: T } = shape;
    this.inputs = new Uint8Array(T * S);
    this.targets = new Uint8Array(T * S);
    this.gradient = new Float64Array(parameters(H));
    const gradient = zeros(H, this.gradient);
    this.parts = { weights: zeros(H), gradient, mean: zeros(H), square: zeros(H) };
    this.h = new Float64Array((T + 1) * S * H);
    this.C = new Float64Array(T * S * 256);
    this.g = new Float64Array(H);
    this.carried = new Float64Array(S * H);
  }

  read(part: Part, into: Tensors): void {
    for (const name of tensorNames) into[name].set(this.parts[part][name]);
  }

  write(part: Part, from: Tensors): void {
    for (const name of tensorNames) this.parts[part][name].set(from[name]);
  }

  readState(into: Numbers): void {
    into.set(this.h.subarray(0, this.shape.streams * this.H));
  }

  writeState(from: Numbers): void {
    this.h.set(from);
  }

  backpropagate(steps: number, scale: number): number {
    const { streams: S } = this.shape;
    const block = S * this.H;
    let nats = 0;
    for (let t = 0; t < steps; t++)
      for (let s = 0; s < S; s++) {
        this.recur(t, s);
        nats -= this.predict(t, s);
      }
    for (const name of tensorNames) this.parts.gradient[name].fill(0);
    this.carried.fill(0);
    for (let t = steps - 1; t >= 0; t--) for (let s = 0; s < S; s++) this.stepBack(t, s, scale);
    this.h.copyWithin(0, steps * block, (steps + 1) * block);
    return nats;
  }

  /** h_t = tanh(W_x[:, x_t] + W_h h_{t-1} + b_h) */
  private recur(t: number, s: number): void {
    const { H, h } = this;
    const { Wx, Wh, bh } = this.parts.weights;
    const row = t * this.shape.streams + s;
    const before = row * H;
    const after = (row + this.shape.streams) * H;
    for (let i = 0; i < H; i++) {
      let a = Wx[i * 256 + this.inputs[row]] + bh[i];
      for (let j = 0; j < H; j++) a += Wh[i * H + j] * h[before + j];
      h[after + i] = Math.tanh(a);
    }
  }

  /** P = softmax(W_y h + b_y) and c = e_y - P; returns log P[y]. */
  private predict(t: number, s: number): number {
    const { H, h, C } = this;
    const { Wy, by } = this.parts.weights;
    const row = t * this.shape.streams + s;
    const at = (row + this.shape.streams) * H;
    const y = this.targets[row];
    let max = -Infinity;
    for (let o = 0; o < 256; o++) {
      let z = by[o];
      for (let j = 0; j < H; j++) z += Wy[o * H + j] * h[at + j];
      C[row * 256 + o] = z;
      if (z > max) max = z;
    }
    const z = C[row * 256 + y];
    let others = 0;
    for (let o = 0; o < 256; o++) if (o !== y) others += Math.exp(C[row * 256 + o] - max);
    const sum = others + Math.exp(z - max);
    for (let o = 0; o < 256; o++) C[row * 256 + o] = -Math.exp(C[row * 256 + o] - max) / sum;
    C[row * 256 + y] = others / sum;
    return others < sum / 2 ? Math.log1p(-others / sum) : z - max - Math.log(sum);
  }

  /** g_t = W_y^T c + W_h^T (d_{t+1} * g_{t+1}), and its outer products (signs: dL/dw of -log P). */
  private stepBack(t: number, s: number, scale: number): void {
    const { H, h, C, g, carried } = this;
    const { Wh, Wy } = this.parts.weights;
    const gradient = this.parts.gradient;
    const row = t * this.shape.streams + s;
    const before = row * H;
    const at = (row + this.shape.streams) * H;
    for (let j = 0; j < H; j++) g[j] = carried[s * H + j];
    for (let o = 0; o < 256; o++) {
      const c = C[row * 256 + o];
      gradient.by[o] -= scale * c;
      for (let j = 0; j < H; j++) {
        g[j] += Wy[o * H + j] * c;
        gradient.Wy[o * H + j] -= scale * c * h[at + j];
      }
    }
    carried.fill(0, s * H, (s + 1) * H);
    for (let i = 0; i < H; i++) {
      const dg = (1 - h[at + i] * h[at + i]) * g[i];
      gradient.bh[i] -= scale * dg;
      gradient.Wx[i * 256 + this.inputs[row]] -= scale * dg;
      for (let j = 0; j < H; j++) {
        carried[s * H + j] += Wh[i * H + j] * dg;
        gradient.Wh[i * H + j] -= scale * dg * h[before + j];
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
    const unbias1 = 1 / (1 - beta1 ** update);
    const unbias2 = 1 / (1 - beta2 ** update);
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
