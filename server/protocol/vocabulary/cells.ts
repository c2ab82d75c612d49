// The cells of nets as people know them. What is said of a net beside its cell is in words/netNames.ts.
import type { NameOf } from "./terms";

export const CELL_LABELS = { elman: "Elman", gru: "GRU", lstm: "LSTM" } as const;
export type CellKind = NameOf<typeof CELL_LABELS>;

/** The gates of each cell, in PyTorch's order. An Elman net has none. */
export const GATES = {
  elman: [],
  gru: ["reset", "update", "candidate"],
  lstm: ["input", "forget", "candidate", "output"],
} as const satisfies Readonly<Record<CellKind, readonly string[]>>;
export type GateName = (typeof GATES)[CellKind][number];
