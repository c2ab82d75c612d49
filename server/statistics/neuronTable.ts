// Which neurons carry the output gradient g_t over a text, by three criteria that do not agree, and
// how concentrated it is: the mean over positions of the share of ||g||^2 in the top 1, 5 and 10.
import type { Numbers } from "../kernels/interface";
import type { NeuronStatistics } from "./report";

const TOP = 10;

export class NeuronTable {
  private readonly abs: Float64Array;
  private readonly energy: Float64Array;
  private readonly first: Uint32Array;
  private readonly top = new Float64Array(TOP);
  private readonly shareSums = { "1": 0, "5": 0, "10": 0 };
  private count = 0;

  constructor(private readonly H: number) {
    this.abs = new Float64Array(H);
    this.energy = new Float64Array(H);
    this.first = new Uint32Array(H);
  }

  /** Adds one position's g, H values from `at` on. */
  add(G: Numbers, at: number): void {
    const { H, abs, energy, top } = this;
    let total = 0;
    let best = 0;
    let largest = -1;
    top.fill(0);
    for (let i = 0; i < H; i++) {
      const g = G[at + i];
      const square = g * g;
      abs[i] += Math.abs(g);
      energy[i] += square;
      total += square;
      if (square > largest) {
        largest = square;
        best = i;
      }
      if (square > top[TOP - 1]) insert(top, square);
    }
    this.first[best]++;
    this.count++;
    if (total > 0) {
      let sum = 0;
      for (let n = 0; n < TOP; n++) {
        sum += top[n];
        if (n === 0) this.shareSums["1"] += sum / total;
        if (n === 4) this.shareSums["5"] += sum / total;
      }
      this.shareSums["10"] += sum / total;
    }
  }

  topShare(): { "1": number; "5": number; "10": number } {
    const n = Math.max(1, this.count);
    return {
      "1": this.shareSums["1"] / n,
      "5": this.shareSums["5"] / n,
      "10": this.shareSums["10"] / n,
    };
  }

  rows(): NeuronStatistics[] {
    const n = Math.max(1, this.count);
    return Array.from({ length: this.H }, (_, neuron) => ({
      neuron,
      meanAbsGradient: this.abs[neuron] / n,
      meanEnergy: this.energy[neuron] / n,
      timesFirst: this.first[neuron],
    }));
  }
}

/** Puts a value into a descending list, dropping the last. */
function insert(top: Float64Array, value: number): void {
  let n = TOP - 1;
  while (n > 0 && top[n - 1] < value) {
    top[n] = top[n - 1];
    n--;
  }
  top[n] = value;
}
