// The numerical checks of the gradients (docs/method.md, section 6): their names and what each compares. The checks
// themselves are in attribution/verification.
import type { NameOf, Term } from "./terms";

export const CHECKS = {
  output: {
    label: "Output gradient",
    sentence: "Averaged over the bytes the net expects, the gradient is zero: sum of P(y) g(y).",
  },
  gradient: {
    label: "Finite differences, gradient",
    sentence: "A small shift of a hidden state changes log p as 'gradient' says.",
  },
  gated: {
    label: "Finite differences, gated",
    sentence:
      "A small shift of what a byte gives to the first layer changes log p as 'gated' says.",
  },
  completeness: {
    label: "Completeness",
    sentence: "Integrated gradients of a byte add up to what log p loses without it.",
  },
  adjoint: {
    label: "Adjoint",
    sentence: "Tracing backwards and running the Jacobians forwards give the same number.",
  },
  edges: {
    label: "Edge conservation",
    sentence: "The edges into a neuron sum to its gradient.",
  },
  agreement: {
    label: "Agreement",
    sentence: "The kernels in use give the attributions of the float64 reference.",
  },
} as const satisfies Readonly<Record<string, Term>>;
export type CheckName = NameOf<typeof CHECKS>;
