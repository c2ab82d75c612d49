// The figures of a long run: counts, durations as percentiles, and what else is worth keeping. run.mjs writes them. Not here:
// what is run.

export interface Report {
  /** Adds to a number of the run. */
  count(what: string, by?: number): void;
  /** One duration of many, in milliseconds. */
  time(what: string, milliseconds: number): void;
  /** Replaces what was kept under this name. */
  keep(what: string, value: unknown): void;
}

/** What each module beside this file takes. */
export interface LongRun {
  readonly minutes: number;
  readonly seed: number;
  readonly report: Report;
}

export class Figures implements Report {
  private readonly counts: Record<string, number> = {};
  private readonly durations: Record<string, number[]> = {};
  private readonly kept: Record<string, unknown> = {};

  count(what: string, by = 1): void {
    this.counts[what] = (this.counts[what] ?? 0) + by;
  }

  time(what: string, milliseconds: number): void {
    this.durations[what] ??= [];
    this.durations[what].push(milliseconds);
  }

  keep(what: string, value: unknown): void {
    this.kept[what] = value;
  }

  get figures(): object {
    const sorted = Object.entries(this.counts).sort(([a], [b]) => (a < b ? -1 : 1));
    const milliseconds = Object.fromEntries(
      Object.entries(this.durations).map(([what, all]) => [what, percentiles(all)]),
    );
    return { counts: Object.fromEntries(sorted), milliseconds, ...this.kept };
  }
}

function percentiles(all: readonly number[]) {
  const sorted = [...all].sort((a, b) => a - b);
  const at = (share: number) =>
    Math.round(10 * sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]) / 10;
  return { count: all.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), most: at(1) };
}

/** Runs cases with one seed after the other until the time is over: the first of a failed run repeats it. */
export async function rounds(
  { minutes, seed, report }: LongRun,
  round: (seed: number) => Promise<void>,
): Promise<void> {
  const end = performance.now() + 60_000 * minutes;
  for (let one = seed; performance.now() < end; one++) {
    try {
      await round(one);
    } catch (error) {
      report.keep("failedWithSeed", one);
      throw new Error(`--seed ${one} repeats this: ${told(error)}`, { cause: error });
    }
    report.count("rounds");
  }
}

/** With what caused it: fast-check keeps the failed assertion there. */
function told(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { message, cause } = error;
  return cause === undefined ? message : `${message}\n${told(cause)}`;
}
