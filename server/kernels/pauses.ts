// How much is computed between two pauses, in operations rather than time, so that a slice is bounded on every
// machine and for every hidden size. Not here: what happens in a pause (jobs/slices.ts, jobs/worker.ts).

/** Operations between two pauses: about a millisecond in float32, 30 milliseconds in the plain reference. */
export const MOST_OPERATIONS = 5e7;
/** The products process four rows together; with fewer rows they read all weights for less work. */
const TILE = 4;

/** How many items of this many operations each fit between two pauses; at least 1. */
export function atOnce(operations: number): number {
  return Math.max(1, Math.floor(MOST_OPERATIONS / operations));
}

/** Steps of the recurrence between two pauses. */
export function recurrencesAtOnce(H: number): number {
  return atOnce(2 * H * H);
}

/** Rows of a matrix product between two pauses, in whole tiles. */
export function rowsAtOnce(operations: number): number {
  return Math.max(TILE, TILE * Math.floor(atOnce(operations) / TILE));
}
