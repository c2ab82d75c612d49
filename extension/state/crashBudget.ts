// How often a server that stops by itself is restarted: five times, each wait twice the last. The count resets after it
// has run well for a while. Pure; time is passed in as a number.

const LONGEST_RUN_OF_CRASHES = 5;
const FIRST_WAIT_MS = 250;
const WELL_AFTER_MS = 180_000;

export class CrashBudget {
  private crashes = 0;

  /** Milliseconds to wait before the next start; undefined when the budget is spent. */
  crashed(ranForMs: number): number | undefined {
    if (ranForMs >= WELL_AFTER_MS) this.crashes = 0;
    this.crashes++;
    if (this.crashes > LONGEST_RUN_OF_CRASHES) return undefined;
    return FIRST_WAIT_MS * 2 ** (this.crashes - 1);
  }

  reset(): void {
    this.crashes = 0;
  }
}
