// The GRU cell, torch.nn.GRU: r, z = sigmoid(a), n = tanh(a_in + r a_hn), h' = (1 - z) n + z h; the reset gate acts after
// the product with W_hh, so n keeps the input part and the hidden part of its pre-activation apart. The float64
// reference.
import { tanh } from "../../elementary";
import { type Cell, sigmoid } from "../cell";

export const gruCell: Cell = {
  gates: 3, // r z n
  width: 4, // n's input part, r, z, n's hidden part: each product then fills neighbouring places
  input: [1, 2, 0],
  hidden: [1, 2, 3],
  follows: [[3, 0]],
  parts: 1,
  kept: 5, // r z n, n's hidden part, h before
  forward(H, a, { numbers: state, at: s }, { numbers: tape, at: p }) {
    for (let j = 0; j < H; j++) {
      const r = sigmoid(a[H + j]);
      const z = sigmoid(a[2 * H + j]);
      const q = a[3 * H + j];
      const n = tanh(a[j] + r * q);
      const before = state[s + j];
      state[s + j] = (1 - z) * n + z * before;
      for (const [block, value] of [r, z, n, q, before].entries()) tape[p + block * H + j] = value;
    }
  },
  backward(H, { numbers: tape, at: p }, { numbers: G, at: s }, { numbers: D, at: d }, carry) {
    for (let j = 0; j < H; j++) {
      const [r, z, n, q, before] = [0, 1, 2, 3, 4].map((block) => tape[p + block * H + j]);
      const dh = G[s + j];
      const dn = dh * (1 - z) * (1 - n * n);
      D[d + j] = dn;
      D[d + H + j] = dn * q * r * (1 - r);
      D[d + 2 * H + j] = dh * (before - n) * z * (1 - z);
      D[d + 3 * H + j] = dn * r;
      carry.numbers[carry.at + j] = dh * z;
    }
  },
  tangent(H, { numbers: tape, at: p }, da, { numbers: u, at: s }) {
    for (let j = 0; j < H; j++) {
      const [r, z, n, q, before] = [0, 1, 2, 3, 4].map((block) => tape[p + block * H + j]);
      const dr = r * (1 - r) * da[H + j];
      const dz = z * (1 - z) * da[2 * H + j];
      const dn = (1 - n * n) * (da[j] + dr * q + r * da[3 * H + j]);
      u[s + j] = (1 - z) * dn - dz * n + dz * before + z * u[s + j];
    }
  },
};
