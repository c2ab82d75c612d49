// The ten predictions of a text that stand out by each of some criteria, for lists with links; found while positions are added in
// order.
import type { Numbers } from "../kernels/interface";
import type { PositionJson, PositionsJson } from "../protocol/wire/reportJson";

const MOST = 10;
/** Bytes shown before one. */
const PAST = 16;

/** One prediction: what byte t + 1 costs, and ||g_t||. */
export interface Prediction {
  readonly t: number;
  readonly bits: number;
  readonly countingBits: number;
  readonly norm: number;
}

/** The ten with the largest values above `least`, largest first, of equal ones the first that came. NaN is no value. */
export class Largest<T> {
  private readonly found: { readonly of: T; readonly value: number }[] = [];

  constructor(private readonly least = Number.NEGATIVE_INFINITY) {}

  get list(): T[] {
    return this.found.map(({ of }) => of);
  }

  takes(value: number): boolean {
    const { found } = this;
    return value > (found.length === MOST ? found[MOST - 1].value : this.least);
  }

  add(of: T, value: number): void {
    const { found } = this;
    if (!this.takes(value)) return;
    let at = found.length;
    while (at > 0 && found[at - 1].value < value) at--;
    found.splice(at, 0, { of, value });
    if (found.length > MOST) found.pop();
  }
}

const CRITERIA = {
  mostSurprising: { of: ({ bits }: Prediction) => bits, least: Number.NEGATIVE_INFINITY },
  countingWins: { of: ({ bits, countingBits }: Prediction) => bits - countingBits, least: 0 },
  largestGradient: { of: ({ norm }: Prediction) => norm, least: Number.NEGATIVE_INFINITY },
} as const;
type Criterion = keyof typeof CRITERIA;
const NAMES = Object.keys(CRITERIA) as Criterion[];

export type ExtremesData = Readonly<Record<Criterion, readonly Prediction[]>>;

export class Extremes {
  private readonly lists = byName((name) => new Largest<Prediction>(CRITERIA[name].least));

  /**
   * Adds positions from .. ; later ones come later.
   * @param bits NaN where byte t + 1 is not predicted
   * @param norms NaN there too
   */
  add(from: number, bits: Numbers, norms: Numbers, countingBits: Float32Array): void {
    const { mostSurprising, countingWins, largestGradient } = this.lists;
    for (let i = 0; i < bits.length; i++) {
      const [cost, counting, norm] = [bits[i], countingBits[i], norms[i]];
      const isOne =
        mostSurprising.takes(cost) ||
        countingWins.takes(cost - counting) ||
        largestGradient.takes(norm);
      if (isOne) this.addOne({ t: from + i, bits: cost, countingBits: counting, norm });
    }
  }

  /** Adds those of later positions. */
  addData(data: ExtremesData): void {
    for (const name of NAMES)
      for (const one of data[name]) this.lists[name].add(one, CRITERIA[name].of(one));
  }

  get data(): ExtremesData {
    return byName((name) => this.lists[name].list);
  }

  json(text: Uint8Array): PositionsJson {
    return byName((name) => this.lists[name].list.map((one) => rowOf(text, one)));
  }

  private addOne(one: Prediction): void {
    for (const name of NAMES) this.lists[name].add(one, CRITERIA[name].of(one));
  }
}

function byName<T>(of: (name: Criterion) => T): Record<Criterion, T> {
  return Object.fromEntries(NAMES.map((name) => [name, of(name)])) as Record<Criterion, T>;
}

function rowOf(text: Uint8Array, { t, bits, countingBits, norm }: Prediction): PositionJson {
  return {
    position: t,
    byte: text[t + 1],
    past: [...text.subarray(Math.max(0, t + 1 - PAST), t + 1)],
    bits,
    countingBits,
    gradientNorm: norm,
  };
}
