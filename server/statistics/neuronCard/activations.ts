// What a neuron's activations over a text are like: their spread, a histogram, the places where they are strongest, and the
// tenths of the highest and the lowest. All from the activations, float32 [bytes]; no net is run here.
import type {
  ActivationJson,
  ContextJson,
  SpreadJson,
  TenthJson,
} from "../../protocol/wire/neuronCardJson";

/** Bins of a histogram. */
const BINS = 20;
/** Beyond this a neuron is saturated. */
const SATURATED = 0.99;
/** Places of each sign. */
const PLACES = 10;
/** Bytes between two places of a list, at least. */
export const APART = 8;
/** Bytes shown up to a place, and after it. */
const BEFORE = 32;
const AFTER = 12;
/** Bytes of a text that has tenths. */
const LEAST_FOR_TENTHS = 20;
/** Below this deviation, against the largest size, an activation counts as constant: float32 keeps no more. */
const STILL = 1e-6;

/** Sums up numbers one at a time (Welford). */
export class Spread {
  private n = 0;
  private mean = 0;
  private squares = 0;
  private least = Number.POSITIVE_INFINITY;
  private greatest = Number.NEGATIVE_INFINITY;

  add(value: number): void {
    const from = value - this.mean;
    this.mean += from / ++this.n;
    this.squares += from * (value - this.mean);
    if (value < this.least) this.least = value;
    if (value > this.greatest) this.greatest = value;
  }

  get json(): SpreadJson {
    const { mean, least, greatest } = this;
    return { mean, deviation: Math.sqrt(this.squares / this.n), least, greatest };
  }
}

export function activationJson(
  values: Float32Array,
  spread: SpreadJson,
  isRelu: boolean,
  cellState: SpreadJson | null,
): ActivationJson {
  const [from, to] = isRelu ? [0, spread.greatest > 0 ? spread.greatest : 1] : [-1, 1];
  const counts = new Array<number>(BINS).fill(0);
  let [saturated, off] = [0, 0];
  for (const h of values) {
    counts[Math.max(0, Math.min(BINS - 1, Math.floor((BINS * (h - from)) / (to - from))))]++;
    if (Math.abs(h) > SATURATED) saturated++;
    if (h === 0) off++;
  }
  const n = values.length;
  const largest = Math.max(Math.abs(spread.least), Math.abs(spread.greatest));
  return {
    n,
    isConstant: !(spread.deviation > STILL * largest),
    ...spread,
    saturated: isRelu ? null : saturated / n,
    off: isRelu ? off / n : null,
    histogram: { from, to, counts },
    cellState,
  };
}

/** The places of one sign where the activation is strongest, strongest first; of equal ones the earlier. */
export function strongest(text: Uint8Array, values: Float32Array, sign: 1 | -1): ContextJson[] {
  const found: number[] = [];
  while (found.length < PLACES) {
    let [best, most] = [-1, 0];
    for (let t = 0; t < values.length; t++) {
      if (sign * values[t] > most && found.every((at) => Math.abs(at - t) >= APART))
        [best, most] = [t, sign * values[t]];
    }
    if (best < 0) break;
    found.push(best);
  }
  return found.map((t) => ({
    position: t,
    activation: values[t],
    before: [...text.subarray(Math.max(0, t + 1 - BEFORE), t + 1)],
    after: [...text.subarray(t + 1, t + 1 + AFTER)],
  }));
}

/** Which bytes are in a tenth, and which are followed by a byte. */
export interface Tenth {
  readonly json: TenthJson;
  has(t: number): boolean;
}

/** @returns null for a text that is too short for tenths */
export function tenthsOf(values: Float32Array): { high: Tenth; low: Tenth } | null {
  const n = values.length;
  if (n < LEAST_FOR_TENTHS) return null;
  const sorted = values.slice().sort();
  const size = Math.floor(n / 10);
  return {
    high: tenth(values, sorted, sorted[n - size], 1),
    low: tenth(values, sorted, sorted[size - 1], -1),
  };
}

/** With the activations equal to the threshold or without them, whichever is nearer to a tenth; never empty. */
function tenth(values: Float32Array, sorted: Float32Array, threshold: number, sign: 1 | -1): Tenth {
  const n = values.length;
  let [beyond, equal] = [0, 0];
  for (const h of values) {
    if (sign * h > sign * threshold) beyond++;
    else if (h === threshold) equal++;
  }
  const isWithin = beyond === 0 || beyond + equal - n / 10 <= n / 10 - beyond;
  const from = isWithin ? threshold : sign > 0 ? sorted[n - beyond] : sorted[beyond - 1];
  const has = (t: number) => sign * values[t] >= sign * from;
  const positions = isWithin ? beyond + equal : beyond;
  const predictions = positions - (has(n - 1) ? 1 : 0);
  return { json: { threshold: from, positions, predictions }, has };
}
