// The card of a neuron over an open document (docs/neuron-card.md): takes seconds on a long text and tells how far it has come as
// the other measures do. What is on a card is in neuronCardJson.ts.
import type { Measure, VerifyParams } from "./measures";
import type { NeuronCardJson } from "./neuronCardJson";
import { request } from "./request";

export interface NeuronCardParams extends VerifyParams {
  readonly neuron: number;
  /** Counted from 1 at the input; by default the one that is read out. */
  readonly layer?: number;
}

/** At most one at a time for a document; a second is refused. */
export const neuronCardRequest = request<NeuronCardParams, Measure<NeuronCardJson>>(
  "sparseDiff/neuronCard",
);
