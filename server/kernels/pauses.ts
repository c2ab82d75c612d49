// How much is computed between two pauses, in operations and not in time, so that a slice is bounded on every
// machine and for every hidden size. Not here: what happens in a pause (jobs/slices.ts, jobs/worker.ts).

/** Operations between two pauses: about a millisecond in float32, 30 milliseconds in the plain reference. */
export const MOST_OPERATIONS = 5e7;
/** The products work on four rows together; fewer would read all weights for less. */
const TILE = 4;

/** Positions that so many operations each leave between two pauses; never none. */
export function atOnce(operations: number): number {
  return Math.max(1, Math.floor(MOST_OPERATIONS / operations));
}

/** Steps of the recurrence. */
export function recurrencesAtOnce(H: number): number {
  return atOnce(2 * H * H);
}

/** Rows of a matrix product, in whole tiles. */
export function rowsAtOnce(operations: number): number {
  return Math.max(TILE, TILE * Math.floor(atOnce(operations) / TILE));
}
