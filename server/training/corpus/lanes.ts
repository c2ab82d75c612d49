// Where each parallel stream is in the text at each step: streams start evenly spaced and go round and
// round, so a place is a function of the step alone. Fills the inputs and targets of a chunk.
import type { TrainingWorkspace } from "../../kernels/training";
import type { CorpusRecipe } from "./recipe";

/** The chunk of one group at the step `update` (0 first). @param text at least 2 bytes */
export function fillChunk(
  { inputs, targets }: TrainingWorkspace,
  text: Uint8Array,
  { groups, streams: S, length: T }: CorpusRecipe,
  group: number,
  update: number,
): void {
  const round = text.length - 1;
  for (let s = 0; s < S; s++) {
    const start = Math.floor(((group * S + s) * round) / (groups * S));
    let at = (start + update * T) % round;
    for (let t = 0; t < T; t++) {
      inputs[t * S + s] = text[at];
      targets[t * S + s] = text[at + 1];
      at = at + 1 === round ? 0 : at + 1;
    }
  }
}
