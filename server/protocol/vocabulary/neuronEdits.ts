// What can be done to a neuron in the readout (docs/causes.md, section 6): names, labels and limits. The arithmetic is in
// attribution/causes/neuronEdit.ts.
import type { Limits, NameOf, Term } from "./terms";

export const NEURON_EDITS = {
  zero: { label: "Zero", sentence: "The readout gets 0 in its place." },
  flip: { label: "Flip", sentence: "The readout gets it with the other sign." },
  clamp: { label: "Clamp", sentence: "The readout gets a value of your own." },
} as const satisfies Readonly<Record<string, Term>>;
export type NeuronEditName = NameOf<typeof NEURON_EDITS>;

/** Values of an activation, and so of a clamp. */
export const ACTIVATION = { low: -1, high: 1, whole: false } as const satisfies Limits;
/** Of a ReLU, which has no largest; here is one. */
export const RELU_ACTIVATION = { low: 0, high: 1e6, whole: false } as const satisfies Limits;

/** @param nonlinearity of an Elman net; null for other cells */
export function activationLimits(nonlinearity: "tanh" | "relu" | null): Limits {
  return nonlinearity === "relu" ? RELU_ACTIVATION : ACTIVATION;
}

export type NeuronEdit =
  | { readonly kind: Exclude<NeuronEditName, "clamp"> }
  | { readonly kind: "clamp"; readonly value: number };
