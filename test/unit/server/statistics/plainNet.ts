// A net as loops in float64, written from PyTorch's formulas, that can hold one h_i of one layer at zero or move it. Only for
// tests: nothing of the engine is used but the layout of the weights.
import { OUTSIDE, type Weights } from "../../../../server/kernels/weights";

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

interface Layer {
  readonly Wh: ArrayLike<number>;
  readonly b: ArrayLike<number>;
  readonly input: (row: number) => number;
}

/** h and c of every layer, from the input up. */
export interface PlainState {
  readonly h: number[][];
  readonly c: number[][];
}

/** What is done to h_i of a layer, counted from 0, when it is passed on. */
export type Change = (layer: number, h: readonly number[]) => readonly number[];
const unchanged: Change = (_, h) => h;

export function emptyState({ H, upper = [] }: Weights): PlainState {
  const zeros = () => [...upper, 0].map(() => new Array<number>(H).fill(0));
  return { h: zeros(), c: zeros() };
}

/** The state after one byte. @param change of h before anything reads it: the next layer, the next step, the readout */
export function plainStep(
  weights: Weights,
  before: PlainState,
  x: number,
  change: Change = unchanged,
): PlainState {
  const { H, cell = "tanh", upper = [] } = weights;
  const after: PlainState = { h: [], c: [] };
  const tensors = [{ Wh: weights.Wh, b: weights.bh }, ...upper];
  for (const [l, { Wh, b }] of tensors.entries()) {
    const below = l === 0 ? [] : change(l - 1, after.h[l - 1]!);
    const input = (row: number) =>
      l === 0
        ? weights.Wx[row * 256 + x]!
        : below.reduce((sum, h, j) => sum + upper[l - 1]!.Wi[row * H + j]! * h, 0);
    const past = change(l, before.h[l]!);
    const { h, c } = cellStep(cell, H, { Wh, b, input }, past, before.h[l]!, before.c[l]!);
    after.h.push(h);
    after.c.push(c);
  }
  return after;
}

/** @param past h as W_hh sees it; `own` as the cell itself keeps it */
function cellStep(
  cell: NonNullable<Weights["cell"]>,
  H: number,
  { Wh, b, input }: Layer,
  past: readonly number[],
  own: readonly number[],
  c: readonly number[],
) {
  const hidden = (row: number) => past.reduce((sum, h, j) => sum + Wh[row * H + j]! * h, 0);
  const units = Array.from({ length: H }, (_, i) => {
    const a = (gate: number, place = gate) =>
      input(gate * H + i) + hidden(gate * H + i) + b[place * H + i]!;
    if (cell === "tanh") return { h: Math.tanh(a(0)), c: 0 };
    if (cell === "relu") return { h: Math.max(0, a(0)), c: 0 };
    if (cell === "lstm") {
      const next = sigmoid(a(1)) * c[i]! + sigmoid(a(0)) * Math.tanh(a(2));
      return { h: sigmoid(a(3)) * Math.tanh(next), c: next };
    }
    // Biases of a GRU by place: n of the input, r, z, n of the hidden state.
    const [r, z] = [sigmoid(a(0, 1)), sigmoid(a(1, 2))];
    const row = 2 * H + i;
    const n = Math.tanh(input(row) + b[i]! + r * (hidden(row) + b[3 * H + i]!));
    return { h: (1 - z) * n + z * own[i]!, c: 0 };
  });
  return { h: units.map((unit) => unit.h), c: units.map((unit) => unit.c) };
}

/** log P[y] in nats, from h of the top layer. */
export function plainLogP({ H, Wy, by }: Weights, h: readonly number[], y: number): number {
  const z = Array.from(by, (bias, o) => h.reduce((sum, v, i) => sum + Wy[o * H + i]! * v, bias));
  const inside = z.filter((_, o) => by[o] !== Math.fround(OUTSIDE));
  const most = Math.max(...inside);
  return z[y]! - most - Math.log(inside.reduce((sum, v) => sum + Math.exp(v - most), 0));
}
