// The place of each parallel stream in the text at each step. Streams start evenly spaced and wrap around at the end,
// so a place depends only on the step. Fills the inputs and targets of a chunk.
import type { TrainingWorkspace } from "../../kernels/training";
import type { CorpusRecipe } from "./recipe";

/** Fills the chunk of one group at step `update` (0 first). @param text at least 2 bytes */
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
