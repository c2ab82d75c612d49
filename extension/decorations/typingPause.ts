// When a text that is being typed is asked about: in the pause after a key, and in the midst of typing that does not
// pause every so often. It does not know what is asked. Pure but for the clock.

const TYPING_PAUSE_MS = 30;
/** A held key pauses never: it is answered this often all the same. */
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

  /** Whatever was typed is asked about now. */
  asked(): void {
    clearTimeout(this.timer);
    this.unansweredSince = undefined;
  }

  dispose(): void {
    clearTimeout(this.timer);
  }
}
