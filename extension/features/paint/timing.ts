// When to ask and when to paint: a pause in typing before a request, at most ten repaints in any second, and how long
// outdated colours stay before they are dimmed. It knows neither requests nor the editor.
import { dimmed, EMPTY_PICTURE, movePicture, type Picture } from "../../state/picture";
import type { Change } from "../../state/pinList";

const TYPING_PAUSE_MS = 30;
/** A held key never pauses, so ask at least this often. */
const LONGEST_WAIT_MS = 120;

export class TypingPause {
  private timer: NodeJS.Timeout | undefined;
  private unansweredSince: number | undefined;

  constructor(private readonly ask: () => void) {}

  edited(): void {
    this.unansweredSince ??= Date.now();
    const left = this.unansweredSince + LONGEST_WAIT_MS - Date.now();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), Math.max(0, Math.min(TYPING_PAUSE_MS, left)));
  }

  /** Everything typed so far is being asked about. */
  asked(): void {
    clearTimeout(this.timer);
    this.unansweredSince = undefined;
  }

  dispose(): void {
    clearTimeout(this.timer);
  }
}

export interface Clock {
  now(): number;
  /** Returns a function that cancels it. */
  after(ms: number, run: () => void): () => void;
}

const REAL_CLOCK: Clock = {
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

/** How long outdated colours stay undimmed. */
export const DIM_AFTER_MS = 150;

export class StaleColours {
  private picture: Picture = EMPTY_PICTURE;
  private timer: NodeJS.Timeout | undefined;

  /** @param mayWait milliseconds for which new colours are still worth waiting for */
  constructor(
    private readonly paint: (picture: Picture) => void,
    private readonly mayWait: () => number,
  ) {}

  /** The text changed a moment ago and new colours may still arrive in time. */
  get isFresh(): boolean {
    return this.timer !== undefined;
  }

  /** What is on the screen, moved with the text. */
  get current(): Picture {
    return this.picture;
  }

  /** New colours, or none, are on the screen. */
  replaced(picture: Picture): void {
    this.dispose();
    this.picture = picture;
  }

  edited(changes: readonly Change[]): void {
    this.picture = movePicture(this.picture, changes);
    this.timer ??= setTimeout(() => this.look(), DIM_AFTER_MS);
  }

  /** Dims at once, because the process or model that the colours came from is gone. */
  dim(): void {
    this.replaced(dimmed(this.picture));
    this.paint(this.picture);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private look(): void {
    const left = this.mayWait();
    if (left > 0) this.timer = setTimeout(() => this.look(), left);
    else this.dim();
  }
}
