// The LSTM cell, torch.nn.LSTM: i, f, o = sigmoid(a), g = tanh(a), c' = f c + i g, h' = o tanh(c'). The float64 reference.
import { tanh } from "../../elementary";
import { type Cell, sigmoid } from "../cell";

export const lstmCell: Cell = {
  gates: 4,
  width: 4, // i f g o
  input: [0, 1, 2, 3],
  hidden: [0, 1, 2, 3],
  follows: [],
  parts: 2,
  kept: 6, // i f g o, c before and after
  forward(H, a, { numbers: state, at: s }, { numbers: tape, at: p }) {
    for (let j = 0; j < H; j++) {
      const i = sigmoid(a[j]);
      const f = sigmoid(a[H + j]);
      const g = tanh(a[2 * H + j]);
      const o = sigmoid(a[3 * H + j]);
      const before = state[s + H + j];
      const c = f * before + i * g;
      state[s + H + j] = c;
      state[s + j] = o * tanh(c);
      for (const [block, value] of [i, f, g, o, before, c].entries())
        tape[p + block * H + j] = value;
    }
  },
  backward(H, { numbers: tape, at: p }, { numbers: G, at: s }, { numbers: D, at: d }, carry) {
    for (let j = 0; j < H; j++) {
      const [i, f, g, o, before, c] = [0, 1, 2, 3, 4, 5].map((block) => tape[p + block * H + j]);
      const t = tanh(c);
      const dh = G[s + j];
      const dc = G[s + H + j] + dh * o * (1 - t * t);
      D[d + j] = dc * g * i * (1 - i);
      D[d + H + j] = dc * before * f * (1 - f);
      D[d + 2 * H + j] = dc * i * (1 - g * g);
      D[d + 3 * H + j] = dh * t * o * (1 - o);
      carry.numbers[carry.at + j] = 0;
      carry.numbers[carry.at + H + j] = dc * f;
    }
  },
  tangent(H, { numbers: tape, at: p }, da, { numbers: u, at: s }) {
    for (let j = 0; j < H; j++) {
      const [i, f, g, o, before, c] = [0, 1, 2, 3, 4, 5].map((block) => tape[p + block * H + j]);
      const di = i * (1 - i) * da[j];
      const df = f * (1 - f) * da[H + j];
      const dg = (1 - g * g) * da[2 * H + j];
      const dO = o * (1 - o) * da[3 * H + j];
      const dc = f * u[s + H + j] + df * before + di * g + i * dg;
      const t = tanh(c);
      u[s + H + j] = dc;
      u[s + j] = dO * t + o * (1 - t * t) * dc;
    }
  },
};
