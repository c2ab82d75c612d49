// The card of a neuron on a worker thread, which tells how far it has come.
import type { BackendName, Weights } from "../kernels/interface";
import { selectKernels } from "../kernels/select";
import type { NeuronCardJson } from "../protocol/wire/neuronCardJson";
import { type CardQuestion, neuronCard } from "../statistics/neuronCard/card";
import type { Measurable } from "./measureJobs";
import type { Pool } from "./pool";
import { type JobKind, shareBytes, sharedBuffer, shareWeights } from "./shared";
import { onOneThread, type Watched, watched } from "./watched";

interface NeuronCardData extends Watched {
  readonly backend: BackendName;
  readonly weights: Weights;
  readonly text: Uint8Array;
  readonly question: CardQuestion;
}

export const neuronCardKind: JobKind<NeuronCardData, null, NeuronCardJson> = {
  name: "neuronCard",
  open: (data) => () => {
    const { backend, weights, text, question } = data;
    return watched(neuronCard(selectKernels(backend), weights, text, question), data);
  },
};

/** @returns undefined if the pool was disposed of */
export function neuronCardOnThread(
  pool: Pool,
  { backend, weights, text }: Measurable,
  question: CardQuestion,
  onProgress: (fraction: number) => void,
): Promise<NeuronCardJson | undefined> {
  const data = {
    backend: backend.backend,
    weights: shareWeights(weights),
    text: shareBytes(text),
    question,
    progress: new Float64Array(sharedBuffer(8)),
  };
  return onOneThread(pool, neuronCardKind, data, onProgress);
}
