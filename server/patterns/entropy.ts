// Entropies as sums: what the occurrences of a byte after a context cost, and a sum that many terms do not blur. Not
// here: what is summed.
import { log2 } from "../kernels/elementary";

/** n of nc occurrences: n log2(nc / n) bits, and exactly 0 if that is all of them. */
export function surprise(n: number, nc: number): number {
  return n === nc ? 0 : n * log2(nc / n);
}

/** A sum whose rounding does not grow with the number of its terms (Neumaier). */
export class Sum {
  private sum = 0;
  private rest = 0;

  add(term: number): void {
    const sum = this.sum + term;
    this.rest +=
      Math.abs(this.sum) >= Math.abs(term) ? this.sum - sum + term : term - sum + this.sum;
    this.sum = sum;
  }

  get value(): number {
    return this.sum + this.rest;
  }
}
