// The Elman cell, torch.nn.RNN: h' = f(W_ih e + b_ih + W_hh h + b_hh), f = tanh or ReLU. The float64 reference.
import { tanh } from "../../elementary";
import type { Cell } from "../cell";

/** @param slope f'(a), from f(a) */
function elman(f: (a: number) => number, slope: (h: number) => number): Cell {
  return {
    gates: 1,
    width: 1,
    input: [0],
    hidden: [0],
    follows: [],
    parts: 1,
    kept: 1,
    forward(H, a, state, tape) {
      for (let i = 0; i < H; i++) {
        const h = f(a[i]);
        state.numbers[state.at + i] = h;
        tape.numbers[tape.at + i] = h;
      }
    },
    backward(H, tape, g, D, carry) {
      for (let i = 0; i < H; i++) {
        D.numbers[D.at + i] = slope(tape.numbers[tape.at + i]) * g.numbers[g.at + i];
        carry.numbers[carry.at + i] = 0;
      }
    },
    tangent(H, tape, da, u) {
      for (let i = 0; i < H; i++) u.numbers[u.at + i] = slope(tape.numbers[tape.at + i]) * da[i];
    },
  };
}

export const tanhCell = elman(tanh, (h) => 1 - h * h);

/** At a = 0 the slope is 0, as in PyTorch. */
export const reluCell = elman(
  (a) => Math.max(0, a),
  (h) => (h > 0 ? 1 : 0),
);
