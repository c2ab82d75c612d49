// An LSTM over characters as people save it, a checkpoint of torch.save with an embedding and the list of its characters,
// and what it computes: written from PyTorch's formulas of nn.Embedding, nn.LSTM and nn.Linear in float64, with central
// differences for gradients. Uses nothing of the engine.
import { dictionary, tensor, torchZip } from "./pickles";

/** The 65 characters of Shakespeare's plays. */
export const CHARACTERS = [..."\n !$&',-.3:;?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"];

export const HIDDEN = 8;
const WIDTH = 5;
export const LAYERS = 2;
const V = CHARACTERS.length;

const SHAPES: Readonly<Record<string, readonly number[]>> = {
  "encoder.weight": [V, WIDTH],
  ...Object.fromEntries(
    [WIDTH, HIDDEN].flatMap((inputs, layer) => [
      [`rnn.weight_ih_l${layer}`, [4 * HIDDEN, inputs]],
      [`rnn.weight_hh_l${layer}`, [4 * HIDDEN, HIDDEN]],
      [`rnn.bias_ih_l${layer}`, [4 * HIDDEN]],
      [`rnn.bias_hh_l${layer}`, [4 * HIDDEN]],
    ]),
  ),
  "decoder.weight": [V, HIDDEN],
  "decoder.bias": [V],
};

type Tensors = Readonly<Record<string, readonly number[]>>;

/** Numbers between -1 and 1, exact in float32 and all different from one tensor to the next. */
const TENSORS: Tensors = Object.fromEntries(
  Object.entries(SHAPES).map(([name, shape], seed) => {
    const count = shape.reduce((a, b) => a * b, 1);
    const at = (i: number) => ((i * 1103 + seed * 769 + 331) % 2048) / 1024 - 1;
    return [name, Array.from({ length: count }, (_, i) => at(i))];
  }),
);

/** The checkpoint file. */
export function torchLstm(): Uint8Array {
  const state = Object.entries(TENSORS).map(
    ([name, values]) => [name, tensor(SHAPES[name]!, values)] as const,
  );
  return torchZip(dictionary({ model: new Map(state), chars: CHARACTERS, epoch: 7 }));
}

interface State {
  readonly h: readonly number[];
  readonly c: readonly number[];
}

/** What is changed of a run, for central differences. */
interface Change {
  /** The step whose input vector W_ih e is scaled by 1 + `scale`. */
  readonly step?: number;
  readonly scale?: number;
  /** Added to c of a layer after a step. */
  readonly cell?: { readonly step: number; readonly layer: number; readonly neuron: number };
  readonly by?: number;
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const times = (W: readonly number[], v: readonly number[], row: number) =>
  v.reduce((sum, x, j) => sum + W[row * v.length + j]! * x, 0);

/** The states of all layers after the last byte of a text. A character it does not know is a zero vector. */
function run(text: string, { step, scale = 0, cell, by = 0 }: Change = {}): State[] {
  const zero = Array.from({ length: HIDDEN }, () => 0);
  const states: State[] = Array.from({ length: LAYERS }, () => ({ h: zero, c: zero }));
  for (const [t, character] of [...text].entries()) {
    const row = CHARACTERS.indexOf(character);
    const E = TENSORS["encoder.weight"]!;
    let input = Array.from({ length: WIDTH }, (_, i) => (row < 0 ? 0 : E[row * WIDTH + i]!));
    for (let layer = 0; layer < LAYERS; layer++) {
      const [Wi, Wh] = ["ih", "hh"].map((kind) => TENSORS[`rnn.weight_${kind}_l${layer}`]!);
      const [bi, bh] = ["ih", "hh"].map((kind) => TENSORS[`rnn.bias_${kind}_l${layer}`]!);
      const { h, c } = states[layer]!;
      const scaled = layer === 0 && t === step ? 1 + scale : 1;
      const a = bi!.map((b, i) => scaled * times(Wi!, input, i) + b + times(Wh!, h, i) + bh![i]!);
      const gate = (n: number, j: number) => a[n * HIDDEN + j]!;
      const next = c.map(
        (before, j) => sigmoid(gate(1, j)) * before + sigmoid(gate(0, j)) * Math.tanh(gate(2, j)),
      );
      const out = next.map((value, j) => sigmoid(gate(3, j)) * Math.tanh(value));
      if (cell?.step === t && cell.layer === layer) next[cell.neuron]! += by;
      states[layer] = { h: out, c: next };
      input = out;
    }
  }
  return states;
}

/** P over the alphabet. */
function predicted(states: readonly State[]): number[] {
  const { h } = states[LAYERS - 1]!;
  const [W, b] = [TENSORS["decoder.weight"]!, TENSORS["decoder.bias"]!];
  const z = b.map((bias, i) => bias + times(W, h, i));
  const sum = z.reduce((all, value) => all + Math.exp(value), 0);
  return z.map((value) => Math.exp(value) / sum);
}

const logP = (states: readonly State[], target: string) =>
  Math.log(predicted(states)[CHARACTERS.indexOf(target)]!);

const STEP = 1e-4;

/** dL/dx by central differences. */
const slope = (at: (by: number) => number) => (at(STEP) - at(-STEP)) / (2 * STEP);

/** What a trace of the character at `at` in a text has to say, L = log P of it. */
export function truth(text: string, at: number) {
  const [past, target] = [text.slice(0, at), text[at]!];
  const t = at - 1;
  const states = run(past);
  const P = predicted(states);
  const row = CHARACTERS.indexOf(target);
  const p = P[row]!;
  const W = TENSORS["decoder.weight"]!;
  // dL/dh = W^T (onehot - P).
  const gradient = states[LAYERS - 1]!.h.map((_, j) =>
    P.reduce((sum, q, i) => sum + ((i === row ? 1 : 0) - q) * W[i * HIDDEN + j]!, 0),
  );
  const before = run(past.slice(0, -1));
  return {
    probability: p,
    bits: -Math.log2(p),
    rank: 1 + P.filter((q) => q > p).length,
    norm: Math.hypot(...gradient),
    /** By neuron of the layer that is read out. */
    gradient,
    activation: states[LAYERS - 1]!.h,
    /** By lag: the slope along each byte's own input vector. */
    gated: Array.from({ length: at }, (_, k) =>
      slope((scale) => logP(run(past, { step: t - k, scale }), target)),
    ),
    /** By layer, of c after the step before. */
    cells: before.map(({ c }, layer) =>
      c.map((activation, neuron) => {
        const cell = { step: t - 1, layer, neuron };
        return { activation, gradient: slope((by) => logP(run(past, { cell, by }), target)) };
      }),
    ),
  };
}

/** Bits per byte over the characters of a text that are in the alphabet, after the first. */
export function bitsPerByte(text: string): number {
  const bits = [...text].flatMap((character, at) => {
    if (at === 0 || !CHARACTERS.includes(character)) return [];
    return [-logP(run(text.slice(0, at)), character) / Math.LN2];
  });
  return bits.reduce((a, b) => a + b, 0) / bits.length;
}
