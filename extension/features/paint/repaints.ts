// Limits repaints to ten in any second. What the user waits for, such as the colours after a keystroke, is painted at
// once if the limit allows; repaints that follow the mouse or a scrollbar are spread out evenly. Pure but for the
// clock, which a test can replace.

export interface Clock {
  now(): number;
  /** Returns a function that cancels it. */
  after(ms: number, run: () => void): () => void;
}

export const REAL_CLOCK: Clock = {
  now: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

const MOST_A_SECOND = 10;
const SECOND_MS = 1000;

/** Least time since the last repaint, in milliseconds: 'soon' for an answer, 'even' for a stream of requests. */
const GAP_MS = { soon: 0, even: SECOND_MS / MOST_A_SECOND } as const;

export class Repaints {
  /** Times of the last repaints, oldest first. */
  private readonly times: number[] = [];
  private later: { readonly at: number; cancel(): void } | undefined;

  constructor(
    /** Returns false if there was nothing to paint; that does not count as a repaint. */
    private readonly paint: () => unknown,
    private readonly clock: Clock = REAL_CLOCK,
  ) {}

  request(pace: keyof typeof GAP_MS = "soon"): void {
    const now = this.clock.now();
    const at = this.allowedAt(GAP_MS[pace]);
    if (at <= now) this.now();
    else if (!this.later || at < this.later.at) {
      this.dispose();
      this.later = { at, cancel: this.clock.after(at - now, () => this.now()) };
    }
  }

  dispose(): void {
    this.later?.cancel();
    this.later = undefined;
  }

  private allowedAt(gap: number): number {
    const { times } = this;
    const afterLast = (times.at(-1) ?? Number.NEGATIVE_INFINITY) + gap;
    const [oldest] = times;
    if (oldest === undefined || times.length < MOST_A_SECOND) return afterLast;
    return Math.max(afterLast, oldest + SECOND_MS);
  }

  private now(): void {
    this.dispose();
    const now = this.clock.now();
    if (this.paint() === false) return;
    this.times.push(now);
    if (this.times.length > MOST_A_SECOND) this.times.shift();
  }
}
