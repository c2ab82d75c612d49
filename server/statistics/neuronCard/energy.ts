// The share of a neuron in ||g||^2 over a text, and its rank among the neurons of its layer, by three criteria that do not
// agree: the mean of its shares, its share of the sum, how often it is first.
import { square as squared } from "../../kernels/elementary";
import type { EnergyJson, RankedJson } from "../../protocol/wire/neuronCardJson";
import type { PassBlock } from "./pass";

export class Energy {
  private readonly shares: Float64Array;
  private readonly sums: Float64Array;
  private readonly first: Float64Array;
  private n = 0;
  private noGradient = 0;

  constructor(private readonly H: number) {
    this.shares = new Float64Array(H);
    this.sums = new Float64Array(H);
    this.first = new Float64Array(H);
  }

  add({ kernels: { G, strideG }, predicted, gradientAt }: PassBlock): void {
    const { H, shares, sums, first } = this;
    for (const row of predicted) {
      const at = row * strideG + gradientAt;
      let [all, largest, best] = [0, 0, 0];
      for (let i = 0; i < H; i++) {
        const square = squared(G[at + i]);
        all += square;
        if (square > largest) [largest, best] = [square, i];
      }
      if (!(all > 0)) {
        this.noGradient++;
        continue;
      }
      this.n++;
      first[best]++;
      for (let i = 0; i < H; i++) {
        const square = squared(G[at + i]);
        shares[i] += square / all;
        sums[i] += square;
      }
    }
  }

  /**
   * @param predictions of the text
   * @returns null if none measured has a gradient
   */
  json(neuron: number, predictions: number): EnergyJson | null {
    const { H, n, noGradient, shares, sums, first } = this;
    if (n === 0) return null;
    const all = sums.reduce((sum, value) => sum + value, 0);
    return {
      n,
      noGradient,
      of: predictions,
      meanShare: ranked(shares, neuron, n),
      share: ranked(sums, neuron, all),
      timesFirst: ranked(first, neuron, 1),
      neurons: H,
    };
  }
}

/** The value of one of them, divided by `by`; of equal ones the lower neuron is before. */
function ranked(values: Float64Array, neuron: number, by: number): RankedJson {
  const own = values[neuron];
  const before = values.filter((value, i) => value > own || (value === own && i < neuron));
  return { value: own / by, rank: 1 + before.length };
}
