// What a net is, as far as names, menus and sentences about it depend on that. Which tensor is what, and the characters of
// its alphabet, are in `sparse-diff info`.
import type { Method } from "../vocabulary/tracing";

export interface NetSummary {
  readonly cell: "elman" | "lstm" | "gru";
  /** Of an Elman net, else null. */
  readonly nonlinearity: "tanh" | "relu" | null;
  readonly layers: number;
  /** Of every layer. */
  readonly hiddenSize: number;
  readonly input: { readonly kind: "one-hot" | "embedding"; readonly width: number };
  /** `isBytes`: the 256 bytes, in their order. */
  readonly alphabet: { readonly size: number; readonly isBytes: boolean };
  /** The methods that are defined for it. */
  readonly methods: readonly Method[];
}
