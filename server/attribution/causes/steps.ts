// Several states of a model taken through the same inputs, with pauses. Not here: what is made of the states.
import { recurrencesAtOnce } from "../../kernels/limits";
import type { Runs } from "../../kernels/runs";

/** The first `rows` states take the steps from .. to), yielding `step` in the pauses. */
export function* run(
  runs: Runs,
  inputs: Uint16Array,
  from: number,
  to: number,
  rows: number,
  step: number,
): Generator<number, void> {
  const { capacity, shape } = runs;
  // As many rows at once as a step of all of them may take.
  const together = Math.min(rows, recurrencesAtOnce(shape));
  const steps = Math.min(capacity.steps, Math.ceil(recurrencesAtOnce(shape) / together));
  for (let first = 0; first < rows; first += together)
    for (let at = from; at < to; at += steps) {
      const end = Math.min(rows, first + together);
      runs.recur(inputs, at, Math.min(steps, to - at), first, end);
      yield step;
    }
}
