// Which neurons carry the output gradient g_t over a text, by three criteria that do not agree, and how concentrated
// it is: the share of ||g||^2 in the top 1, 5 and 10 neurons of each position.
import type { Numbers } from "../kernels/interface";
import type { SegmentSums } from "./segmentSums";

const TOP = 10;
const top = new Float64Array(TOP);

/** Adds one position's g, H values starting at `at`. */
export function addNeurons(sums: SegmentSums, G: Numbers, at: number): void {
  const { abs, energy, first, scalars } = sums;
  const H = abs.length;
  let total = 0;
  let best = 0;
  let largest = -1;
  let tenth = 0;
  top.fill(0);
  for (let i = 0; i < H; i++) {
    const g = G[at + i];
    const square = g * g;
    abs[i] += Math.abs(g);
    energy[i] += square;
    total += square;
    if (square > tenth) {
      if (square > largest) {
        largest = square;
        best = i;
      }
      tenth = insert(square);
    }
  }
  first[best]++;
  if (total <= 0) return;
  let sum = 0;
  for (let n = 0; n < TOP; n++) {
    sum += top[n];
    if (n === 0) scalars[3] += sum / total;
    if (n === 4) scalars[4] += sum / total;
  }
  scalars[5] += sum / total;
}

/** Inserts a value into the descending list `top`, dropping the last; returns the new last. */
function insert(value: number): number {
  let n = TOP - 1;
  while (n > 0 && top[n - 1] < value) {
    top[n] = top[n - 1];
    n--;
  }
  top[n] = value;
  return top[TOP - 1];
}
