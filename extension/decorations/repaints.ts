// At most ten repaints a second: the first at once, those that come too soon as one, at the end of the
// pause. Pure but for the clock, which a test can hand in.

export interface Clock {
  now(): number;
  /** Returns what cancels it. */
  after(ms: number, run: () => void): () => void;
}

export const REAL_CLOCK: Clock = {
  now: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

export class Repaints {
  private lastAt = Number.NEGATIVE_INFINITY;
  private cancelLater: (() => void) | undefined;

  constructor(
    /** Returns false where there was nothing to paint: that counts for nothing. */
    private readonly paint: () => unknown,
    private readonly pauseMs = 100,
    private readonly clock: Clock = REAL_CLOCK,
  ) {}

  request(): void {
    if (this.cancelLater) return;
    const wait = this.lastAt + this.pauseMs - this.clock.now();
    if (wait <= 0) this.now();
    else this.cancelLater = this.clock.after(wait, () => this.now());
  }

  /** Past the limit: for a change of editor, which must not be seen late. */
  now(): void {
    this.cancelLater?.();
    this.cancelLater = undefined;
    const now = this.clock.now();
    if (this.paint() !== false) this.lastAt = now;
  }

  dispose(): void {
    this.cancelLater?.();
    this.cancelLater = undefined;
  }
}
