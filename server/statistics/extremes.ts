// The ten predictions of a text that stand out by each of some criteria, for lists with links.
import type { Numbers } from "../kernels/interface";
import type { PositionJson, PositionsJson } from "../protocol/wire/reportJson";

const MOST = 10;
/** Bytes shown before one. */
const PAST = 16;

interface Costs {
  readonly text: Uint8Array;
  /** [predictions] NaN where byte t + 1 is not predicted. */
  readonly bits: Numbers;
  /** [predictions] */
  readonly norms: Numbers;
  /** [bytes] */
  readonly countingBits: Float32Array;
}

export function extremes(costs: Costs): PositionsJson {
  const { bits, norms, countingBits } = costs;
  const listed = (of: (t: number) => number, least = Number.NEGATIVE_INFINITY) =>
    largest(bits.length, of, least).map((t) => rowOf(costs, t));
  return {
    mostSurprising: listed((t) => bits[t]),
    countingWins: listed((t) => bits[t] - countingBits[t + 1], 0),
    largestGradient: listed((t) => norms[t]),
  };
}

function rowOf({ text, bits, norms, countingBits }: Costs, t: number): PositionJson {
  return {
    position: t,
    byte: text[t + 1],
    past: [...text.subarray(Math.max(0, t + 1 - PAST), t + 1)],
    bits: bits[t],
    countingBits: countingBits[t + 1],
    gradientNorm: norms[t],
  };
}

/** The positions of the largest values above `least`, largest first, of equal ones the earlier. NaN is no value. */
export function largest(count: number, of: (t: number) => number, least: number): number[] {
  const found: { readonly t: number; readonly value: number }[] = [];
  for (let t = 0; t < count; t++) {
    const value = of(t);
    const last = found.length === MOST ? found[MOST - 1].value : least;
    if (!(value > last)) continue;
    let at = found.length;
    while (at > 0 && found[at - 1].value < value) at--;
    found.splice(at, 0, { t, value });
    if (found.length > MOST) found.pop();
  }
  return found.map(({ t }) => t);
}
