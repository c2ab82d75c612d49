// What is kept of a stream of similarities: the highest, of which no two are near each other, and how all are distributed. The
// memory does not grow with the stream.
import { NEAR } from "../protocol/vocabulary/similarity";

export interface Candidate {
  readonly position: number;
  readonly similarity: number;
  readonly distance: number;
}

const before = (a: Candidate, b: Candidate) =>
  a.similarity > b.similarity || (a.similarity === b.similarity && a.position < b.position);

/**
 * The `top` highest of a stream, taken one after another: each rules out all within NEAR positions. Every one that is taken
 * rules out 2 NEAR others at most, so that the highest (top - 1) (2 NEAR + 1) + 1 are enough to know.
 */
export class Nearest {
  private readonly best: Candidate[] = [];
  private readonly most: number;

  constructor(private readonly top: number) {
    this.most = (top - 1) * (2 * NEAR + 1) + 1;
  }

  /** Whether add() would keep it; positions ascend. */
  wants(similarity: number): boolean {
    const { best, most } = this;
    return best.length < most || similarity > best[best.length - 1].similarity;
  }

  add(candidate: Candidate): void {
    const { best, most } = this;
    let low = 0;
    let high = best.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (before(candidate, best[middle])) high = middle;
      else low = middle + 1;
    }
    best.splice(low, 0, candidate);
    if (best.length > most) best.length = most;
  }

  /** The highest first; of equal ones the earlier. */
  get taken(): Candidate[] {
    const taken: Candidate[] = [];
    for (const candidate of this.best) {
      if (taken.length === this.top) break;
      if (taken.every(({ position }) => Math.abs(position - candidate.position) > NEAR))
        taken.push(candidate);
    }
    return taken;
  }
}

/** Cells of width 2^-16 from -1 to 1. */
const CELLS = 2 ** 17;

/** How cosines are distributed. */
export class Distribution {
  private readonly counts = new Float64Array(CELLS);
  count = 0;

  add(cosine: number): void {
    this.counts[Math.min(CELLS - 1, Math.floor(((cosine + 1) / 2) * CELLS))]++;
    this.count++;
  }

  /** The smallest that at least this share of them do not exceed, as the middle of its cell; null of none. */
  percentile(share: number): number | null {
    if (this.count === 0) return null;
    let left = Math.max(1, Math.ceil(share * this.count));
    let cell = 0;
    while (this.counts[cell] < left) left -= this.counts[cell++];
    return ((cell + 0.5) / CELLS) * 2 - 1;
  }
}
