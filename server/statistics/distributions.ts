// How p and ||g|| are spread over all predictions of a text: histograms, and the share of near certain ones. Counts are whole
// numbers, so that they are the same in whatever order positions are added.
import { log10, pow } from "../kernels/elementary";
import type { Numbers } from "../kernels/interface";
import type { BinJson, DistributionsJson } from "../protocol/wire/reportJson";

export const PROBABILITY_BINS = 20;
const BINS_A_DECADE = 4;
const CERTAIN = 0.99;

/** The counts as plain data. */
export interface DistributionData {
  /** [20] */
  readonly probability: readonly number[];
  /** Predictions with p > 0.99. */
  readonly above: number;
  readonly all: number;
  /** Bin i holds 10^(i/4) <= norm < 10^((i+1)/4). */
  readonly norms: readonly (readonly [bin: number, count: number])[];
  readonly zero: number;
}

export class DistributionCounts {
  private readonly probability = new Array<number>(PROBABILITY_BINS).fill(0);
  private readonly norms = new Map<number, number>();
  private above = 0;
  private all = 0;
  private zero = 0;

  /**
   * @param bits what each byte cost; NaN where it is not predicted
   * @param norms ||g_t|| of the same predictions; NaN there too
   */
  add(bits: Numbers, norms: Numbers): void {
    for (const cost of bits) {
      if (Number.isNaN(cost)) continue;
      const p = pow(2, -cost);
      this.probability[Math.min(PROBABILITY_BINS - 1, Math.floor(p * PROBABILITY_BINS))]++;
      if (p > CERTAIN) this.above++;
      this.all++;
    }
    for (const norm of norms) {
      if (Number.isNaN(norm)) continue;
      if (norm === 0) this.zero++;
      else this.count(Math.floor(BINS_A_DECADE * log10(norm)), 1);
    }
  }

  get data(): DistributionData {
    const { probability, above, all, zero } = this;
    return { probability, above, all, norms: [...this.norms], zero };
  }

  addData({ probability, above, all, norms, zero }: DistributionData): void {
    for (const [i, count] of probability.entries()) this.probability[i] += count;
    this.above += above;
    this.all += all;
    this.zero += zero;
    for (const [bin, count] of norms) this.count(bin, count);
  }

  get json(): DistributionsJson {
    return {
      probability: {
        bins: this.probability.map((count, i) => ({
          from: i / PROBABILITY_BINS,
          to: (i + 1) / PROBABILITY_BINS,
          count,
        })),
        above99: this.all > 0 ? this.above / this.all : 0,
      },
      gradientNorm: { bins: this.normBins(), zero: this.zero },
    };
  }

  private count(bin: number, more: number): void {
    this.norms.set(bin, (this.norms.get(bin) ?? 0) + more);
  }

  private normBins(): BinJson[] {
    const bins: BinJson[] = [];
    const found = [...this.norms.keys()];
    if (found.length > 0)
      for (let bin = Math.min(...found); bin <= Math.max(...found); bin++)
        bins.push({ from: edge(bin), to: edge(bin + 1), count: this.norms.get(bin) ?? 0 });
    return bins;
  }
}

const edge = (bin: number) => pow(10, bin / BINS_A_DECADE);
