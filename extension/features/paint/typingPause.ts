// Decides when to ask about a text that is being typed: in the pause after a keystroke and, during typing without
// pauses, at regular intervals. It does not know what is asked. Pure but for the clock.

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
