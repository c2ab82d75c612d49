// The neurons whose activations go with those of one neuron: Pearson's correlation over the text, by sums of one neuron
// against all of its layer. The chance level is the largest |r| with this neuron's activations some bytes earlier, which
// keeps what each does by itself and takes away what they do together.
import type { PartnersJson } from "../../protocol/wire/neuronCardJson";
import type { PassBlock } from "./pass";

const SHIFTS = 4;
/** Bytes of a text that has correlations. */
export const LEAST_FOR_PARTNERS = 64;
/** Below this part of the square sum a variance is rounding. */
const STILL = 1e-12;

interface Shift {
  /** In bytes. */
  readonly by: number;
  /** [H] Sums of h_j(t) and h_j(t)^2 before t = by, and of h_i(t - by) h_j(t) from there on. */
  readonly sums: Float64Array;
  readonly squares: Float64Array;
  readonly products: Float64Array;
}

export class Partners {
  private readonly sums: Float64Array;
  private readonly squares: Float64Array;
  private readonly products: Float64Array;
  /** [H] h after the first byte: taken away from all, so that sums of a neuron that hardly moves keep its digits. */
  private readonly origin: Float64Array;
  /** [H] h of one byte less the origin. */
  private readonly moved: Float64Array;
  private readonly shifts: readonly Shift[];

  /** @param values [bytes] activations of the neuron, filled in as the blocks come */
  constructor(
    private readonly H: number,
    private readonly neuron: number,
    private readonly values: Float32Array,
  ) {
    const zeros = () => new Float64Array(H);
    [this.sums, this.squares, this.products] = [zeros(), zeros(), zeros()];
    [this.origin, this.moved] = [zeros(), zeros()];
    this.shifts = Array.from({ length: SHIFTS }, (_, s) => ({
      by: Math.floor((values.length * (s + 1)) / (2 * (SHIFTS + 1))),
      sums: zeros(),
      squares: zeros(),
      products: zeros(),
    }));
  }

  /** `values` up to the end of the block must be filled in. */
  add({ t0, count, h }: PassBlock): void {
    const { H, neuron, sums, squares, products, origin, shifts, values, moved } = this;
    if (t0 === 0) origin.set(h.subarray(0, H));
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < H; j++) moved[j] = h[i * H + j] - origin[j];
      const t = t0 + i;
      for (const shift of shifts) {
        if (t === shift.by) {
          shift.sums.set(sums);
          shift.squares.set(squares);
        }
        if (t >= shift.by) addScaled(shift.products, values[t - shift.by] - origin[neuron], moved);
      }
      addScaled(products, moved[neuron], moved);
      for (let j = 0; j < H; j++) {
        sums[j] += moved[j];
        squares[j] += moved[j] * moved[j];
      }
    }
  }

  /** @returns null for a text that is too short, or if the neuron does not move */
  json(): PartnersJson | null {
    const { H, neuron, sums, squares, products, values } = this;
    const n = values.length;
    if (n < LEAST_FOR_PARTNERS) return null;
    const own = { sum: sums[neuron], square: squares[neuron] };
    const rows: { neuron: number; r: number }[] = [];
    let constant = 0;
    for (let j = 0; j < H; j++) {
      if (j === neuron) continue;
      const r = correlation(n, own, { sum: sums[j], square: squares[j] }, products[j]);
      if (r === undefined) constant++;
      else rows.push({ neuron: j, r });
    }
    if (isStill(n, own)) return null;
    rows.sort((a, b) => Math.abs(b.r) - Math.abs(a.r) || a.neuron - b.neuron);
    const largest = this.shifts.map((shift) => this.largest(shift));
    return {
      n,
      constant,
      rows,
      chance: {
        shifts: this.shifts.map(({ by }) => by),
        mean: largest.reduce((sum, r) => sum + r, 0) / largest.length,
        largest: Math.max(...largest),
      },
    };
  }

  /** The largest |r| of another neuron, n - by bytes long. */
  private largest({ by, sums, squares, products }: Shift): number {
    const { H, neuron, values, origin } = this;
    const n = values.length - by;
    const own = { sum: 0, square: 0 };
    for (let t = 0; t < n; t++) {
      const value = values[t] - origin[neuron];
      own.sum += value;
      own.square += value * value;
    }
    let most = 0;
    for (let j = 0; j < H; j++) {
      if (j === neuron) continue;
      const other = { sum: this.sums[j] - sums[j], square: this.squares[j] - squares[j] };
      most = Math.max(most, Math.abs(correlation(n, own, other, products[j]) ?? 0));
    }
    return most;
  }
}

function addScaled(sums: Float64Array, by: number, values: Float64Array): void {
  for (let j = 0; j < sums.length; j++) sums[j] += by * values[j];
}

interface Moments {
  readonly sum: number;
  readonly square: number;
}

/** Undefined where one of them does not move. */
function correlation(n: number, a: Moments, b: Moments, product: number): number | undefined {
  if (isStill(n, a) || isStill(n, b)) return undefined;
  const covariance = product - (a.sum * b.sum) / n;
  const r = covariance / Math.sqrt(variance(n, a)) / Math.sqrt(variance(n, b));
  return Math.max(-1, Math.min(1, r));
}

function variance(n: number, { sum, square }: Moments): number {
  return square - (sum * sum) / n;
}

function isStill(n: number, moments: Moments): boolean {
  return !(variance(n, moments) > STILL * moments.square);
}
