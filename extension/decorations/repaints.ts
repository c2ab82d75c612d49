// At most ten repaints in any second. What a person waits for, the colours of the last key, comes at once where
// that allows it; what moves with the mouse or a scrollbar is spread out evenly. Pure but for the clock, which a
// test can hand in.

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

const MOST_A_SECOND = 10;
const SECOND_MS = 1000;

/** Milliseconds after the repaint before: 'soon' for an answer, 'even' for what comes in streams. */
const GAP_MS = { soon: 0, even: SECOND_MS / MOST_A_SECOND } as const;

export class Repaints {
  /** When the last ones were, oldest first. */
  private readonly times: number[] = [];
  private later: { readonly at: number; cancel(): void } | undefined;

  constructor(
    /** Returns false where there was nothing to paint: that counts for nothing. */
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
