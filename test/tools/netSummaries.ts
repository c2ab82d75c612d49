// Nets as messages describe them, for tests of what is said of one.
import type { NetSummary } from "../../server/protocol/wire/net";

/** The paper's kind of net. */
export function papersNet(hiddenSize: number): NetSummary {
  return {
    cell: "elman",
    nonlinearity: "tanh",
    layers: 1,
    hiddenSize,
    input: { kind: "one-hot", width: 256 },
    alphabet: { size: 256, isBytes: true },
    methods: ["gradient", "gated", "integrated", "occlusion"],
  };
}

/** An LSTM of 65 characters with an embedding. */
export function lstmNet(layers: number, hiddenSize: number): NetSummary {
  return {
    cell: "lstm",
    nonlinearity: null,
    layers,
    hiddenSize,
    input: { kind: "embedding", width: 16 },
    alphabet: { size: 65, isBytes: false },
    methods: ["gated", "integrated", "occlusion"],
  };
}
