// How much long work does between two pauses: as much as takes PAUSE_MS, measured on the work itself, so that neither a faster
// backend nor a slower machine changes how often it pauses. Nothing that is computed depends on it. Not here: what happens in a
// pause (jobs/slices.ts, jobs/worker.ts).
import { MOST_OPERATIONS, TILE } from "./limits";

/** Milliseconds from one pause to the next: a slice of the server's own thread has 8, and a cancellation acts in a pause. */
export const PAUSE_MS = 5;
/** One slow piece, which may be another process's doing, makes the next ones this many times shorter at most. */
const MOST_SHRINKING = 4;
/** One quick piece makes the next ones this many times longer at most. */
const MOST_GROWTH = 2;

/** The clock of all paces, in milliseconds; a test sets its own. */
export const timer = { now: () => performance.now() };

/** Of one kind of work, in operations that each take about the same time. */
export class Pace {
  /** Operations between two pauses. The first piece is as long as any backend may take without a pause. */
  private most = MOST_OPERATIONS;
  private begun = 0;

  /** How many items of so many operations come before the next pause; at least 1. */
  atOnce(operations: number): number {
    return Math.max(1, Math.floor(this.most / operations));
  }

  /** Rows of a matrix product, in whole tiles. */
  rowsAtOnce(operations: number): number {
    return Math.max(TILE, TILE * Math.floor(this.atOnce(operations) / TILE));
  }

  /** A piece begins. */
  begin(): void {
    this.begun = timer.now();
  }

  /** It ends, after so many operations and without a pause since begin(). */
  end(operations: number): void {
    const fit = (operations * PAUSE_MS) / (timer.now() - this.begun);
    if (fit < this.most) this.most = Math.max(fit, this.most / MOST_SHRINKING);
    // A short piece does not say how a long one would do.
    else if (2 * operations >= this.most) this.most = Math.min(fit, MOST_GROWTH * this.most);
  }

  /**
   * Does `total` items of so many operations, `work(from, count)` some of them at once; yields how many are done after each
   * piece.
   */
  *pieces(
    total: number,
    operations: number,
    work: (from: number, count: number) => void,
    most = Number.POSITIVE_INFINITY,
  ): Generator<number, void> {
    for (let from = 0; from < total; ) {
      const count = Math.min(this.atOnce(operations), most, total - from);
      this.begin();
      work(from, count);
      this.end(count * operations);
      from += count;
      yield from;
    }
  }

  /** For a loop that does one item at a time: whether a pause is due, asked after each. */
  every(operations: number): () => boolean {
    let done = 0;
    return () => {
      done++;
      // From the end of the first item on, since what comes before it is a pause.
      if (done === 1) this.begin();
      if (done < this.atOnce(operations)) return false;
      if (done > 1) this.end((done - 1) * operations);
      done = 0;
      return true;
    };
  }
}

export type Work =
  | "recurrence" // steps of the recurrence, float64
  | "product" // rows of a step back, float32
  | "plain"; // loops in JavaScript

const paces = new WeakMap<object, Map<Work, Pace>>();

/** The pace of a kind of work of one workspace, known by its shape, or of one net, known by its weights. */
export function paceOf(owner: object, work: Work): Pace {
  const own = paces.get(owner) ?? new Map<Work, Pace>();
  paces.set(owner, own);
  const pace = own.get(work) ?? new Pace();
  own.set(work, pace);
  return pace;
}

interface Steps {
  readonly operations: number;
}

/**
 * `total` steps of the recurrence of a workspace, `work(from, count)` some at once; yields how many are done.
 * @param most at once, of the window or of the workspace
 */
export function steps(
  shape: Steps,
  total: number,
  work: (from: number, count: number) => void,
  most?: number,
): Generator<number, void> {
  return paceOf(shape, "recurrence").pieces(total, shape.operations, work, most);
}

/** For a loop of single steps of the recurrence, or of rows of a step back: whether a pause is due, asked after each. */
export function everyStep(shape: Steps, work: Work = "recurrence"): () => boolean {
  return paceOf(shape, work).every(shape.operations);
}
