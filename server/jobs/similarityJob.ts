// The search for similar moments of a text on a worker thread, and where they are in the editor. How far it has come is in
// shared memory.
import { type BytePlace, bytePlaces } from "../documents/bytePlaces";
import type { BackendName, Weights } from "../kernels/interface";
import { selectKernels } from "../kernels/select";
import type { SimilarJson } from "../protocol/wire/similarity";
import { type SimilarQuestion, similarMoments } from "../similarity/search";
import type { Measurable } from "./measureJobs";
import type { Pool } from "./pool";
import { type JobKind, shareBytes, sharedBuffer, shareWeights } from "./shared";
import { onOneThread, type Watched, watched } from "./watched";

interface SimilarityData extends Watched {
  readonly backend: BackendName;
  readonly weights: Weights;
  readonly text: Uint8Array;
  /** Where the text begins, after the marks that the editor hides. */
  readonly textStart: number;
  readonly question: SimilarQuestion;
}

export interface SimilarityAnswer {
  readonly found: SimilarJson;
  /** Of byte t + 1 of every moment found. */
  readonly places: ReadonlyMap<number, BytePlace>;
}

export const similarityKind: JobKind<SimilarityData, null, SimilarityAnswer> = {
  name: "similarity",
  open: (data) =>
    function* () {
      const { backend, weights, text, textStart, question } = data;
      const work = similarMoments(selectKernels(backend), weights, text, question);
      const found = yield* watched(work, data);
      const moments = Object.values(found.by).flatMap((by) => by?.moments ?? []);
      const bytes = moments.map(({ position }) => position + 1);
      return { found, places: yield* bytePlaces(text, textStart, bytes) };
    },
};

/** @returns undefined if the pool was disposed of */
export function similarityOnThread(
  pool: Pool,
  { backend, weights, text }: Measurable,
  { question, textStart }: Pick<SimilarityData, "question" | "textStart">,
  onProgress: (fraction: number) => void,
): Promise<SimilarityAnswer | undefined> {
  const data = {
    backend: backend.backend,
    weights: shareWeights(weights),
    text: shareBytes(text),
    textStart,
    question,
    progress: new Float64Array(sharedBuffer(8)),
  };
  return onOneThread(pool, similarityKind, data, onProgress);
}
