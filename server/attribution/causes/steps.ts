// Several states of a model taken through the same inputs, with pauses. Not here: what is made of the states.
import { paceOf } from "../../kernels/pace";
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
  const {
    capacity,
    shape: { operations },
  } = runs;
  const pace = paceOf(runs.shape, "recurrence");
  for (let first = 0; first < rows; ) {
    // As many rows at once as a step of all of them may take.
    const together = Math.min(rows - first, pace.atOnce(operations));
    const recur = (at: number, count: number) =>
      runs.recur(inputs, from + at, count, first, first + together);
    for (const _ of pace.pieces(to - from, operations * together, recur, capacity.steps))
      yield step;
    first += together;
  }
}
