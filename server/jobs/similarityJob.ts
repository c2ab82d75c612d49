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

interface SimilarityData {
  readonly backend: BackendName;
  readonly weights: Weights;
  readonly text: Uint8Array;
  /** Where the text begins, after the marks that the editor hides. */
  readonly textStart: number;
  readonly question: SimilarQuestion;
  /** [1] in shared memory: the fraction done. */
  readonly progress: Float64Array;
}

export interface SimilarityAnswer {
  readonly found: SimilarJson;
  /** Of byte t + 1 of every moment found. */
  readonly places: ReadonlyMap<number, BytePlace>;
}

export const similarityKind: JobKind<SimilarityData, null, SimilarityAnswer> = {
  name: "similarity",
  open: ({ backend, weights, text, textStart, question, progress }) =>
    function* () {
      const work = similarMoments(selectKernels(backend), weights, text, question);
      for (;;) {
        const step = work.next();
        if (step.done) {
          const found = step.value;
          const moments = Object.values(found.by).flatMap((by) => by?.moments ?? []);
          const bytes = moments.map(({ position }) => position + 1);
          return { found, places: yield* bytePlaces(text, textStart, bytes) };
        }
        progress[0] = step.value;
        yield;
      }
    },
};

const LOOK_MS = 100;

/** @returns undefined if the pool was disposed of */
export async function similarityOnThread(
  pool: Pool,
  { backend, weights, text }: Measurable,
  { question, textStart }: Pick<SimilarityData, "question" | "textStart">,
  onProgress: (fraction: number) => void,
): Promise<SimilarityAnswer | undefined> {
  const progress = new Float64Array(sharedBuffer(8));
  const job = pool.open(similarityKind, {
    backend: backend.backend,
    weights: shareWeights(weights),
    text: shareBytes(text),
    textStart,
    question,
    progress,
  });
  const look = setInterval(() => onProgress(progress[0]), LOOK_MS);
  try {
    return await job.part(null);
  } finally {
    clearInterval(look);
    job.close();
  }
}
