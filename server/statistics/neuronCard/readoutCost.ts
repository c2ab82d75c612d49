// What zeroing a neuron in the readout costs (docs/method.md, section 6): the state stays as it is, and one column of W_y
// is taken out of the logits. The neuron itself at every prediction of the pass, every neuron of the layer at some of them. Not here: zero in the state (stateCost.ts).
import { lossOfLogits } from "../../attribution/objective";
import type { Weights } from "../../kernels/interface";
import type { CostJson } from "../../protocol/wire/neuronCardJson";
import type { PassBlock } from "./pass";

/** Terms of the softmaxes of all neurons. */
const MOST_TERMS = 2 ** 27;
/** Softmaxes between two pauses. */
const PIECE = 2048;

export class ReadoutCost {
  /** [H x 256] W_y^T */
  private readonly columns: Float32Array;
  /** [H] bits that each neuron is worth over the predictions measured for all. */
  private readonly changes: Float64Array;
  private readonly changed = new Float64Array(256);
  private bits = 0;
  private change = 0;
  private n = 0;
  private ofAll = 0;
  private readonly stepOfAll: number;

  /**
   * @param predictions of the text
   * @param measured those that come in the blocks, about
   */
  constructor(
    { H, Wy }: Weights,
    private readonly neuron: number,
    private readonly predictions: number,
    measured: number,
  ) {
    this.columns = new Float32Array(H * 256);
    for (let o = 0; o < 256; o++)
      for (let i = 0; i < H; i++) this.columns[i * 256 + o] = Wy[o * H + i];
    this.changes = new Float64Array(H);
    this.stepOfAll = Math.max(1, Math.ceil((measured * H * 256) / MOST_TERMS));
  }

  /** The next block of the text. Pauses regularly. */
  *add({ kernels, h, t0, predicted }: PassBlock, text: Uint8Array): Generator<undefined, void> {
    const { changes, neuron } = this;
    const H = changes.length;
    let done = 0;
    for (const row of predicted) {
      const Z = kernels.Z.subarray(row * 256, (row + 1) * 256);
      const y = text[t0 + row + 1];
      const loss = lossOfLogits(Z, y);
      const without = (i: number) => this.loss(Z, y, i, h[row * H + i]) - loss;
      const isForAll = this.n++ % this.stepOfAll === 0;
      this.bits += loss;
      this.change += without(neuron);
      if (!isForAll) continue;
      this.ofAll++;
      for (let i = 0; i < H; i++) {
        changes[i] += without(i);
        if (++done % PIECE === 0) yield;
      }
    }
  }

  private loss(Z: ArrayLike<number>, y: number, i: number, h: number): number {
    const { columns, changed } = this;
    for (let o = 0; o < 256; o++) changed[o] = Z[o] - h * columns[i * 256 + o];
    return lossOfLogits(changed, y);
  }

  /** @returns null if nothing is predicted */
  json(): CostJson | null {
    const { n, ofAll, neuron, predictions, bits, change, changes } = this;
    if (n === 0) return null;
    return {
      n,
      of: predictions,
      bitsPerByte: bits / n,
      change: change / n,
      again: null,
      chance: chanceOf(
        ofAll,
        changes.map((value) => value / ofAll),
        neuron,
      ),
    };
  }
}

/** @param changes [neurons] of the one at `own` and of the others, over n predictions */
export function chanceOf(n: number, changes: ArrayLike<number>, own: number): CostJson["chance"] {
  const all = Array.from(changes);
  const others = all.filter((_, i) => i !== own);
  if (others.length === 0) return null;
  return {
    n,
    own: all[own],
    neurons: all.length,
    mean: others.reduce((sum, value) => sum + value, 0) / others.length,
    largest: Math.max(...others),
    rank: 1 + others.filter((value) => value > all[own]).length,
  };
}
