// How much of the gradient the greedy offsets explain in a text (docs/patterns.md, section 5): which positions are
// measured, and the means over them, each beside its chance level. One position is measured in measures.ts.
import { evenly, optionsFor } from "../attribution/types";
import { square } from "../kernels/elementary";
import { hasGradient, isPredicted, type NetShape } from "../kernels/shape";
import type { GradientMethod } from "../protocol/vocabulary/tracing";
import type {
  ExplainedCausalJson,
  ExplainedJson,
  ExplainedMethodJson,
  ExplainedShareJson,
  MatterMore,
} from "../protocol/wire/patternsJson";
import { createRandom } from "../training/random";
import { drawnSet, lagsOf, type Measured, operationsOf } from "./measures";
import type { Shares } from "./shares";

/** Positions measured; of a longer text a sample in even steps, and fewer of a large net. */
const MOST = 1024;
const FEWEST = 64;
/** Operations that all positions together may take where there are more than the fewest. */
const MOST_OPERATIONS = 3e10;
/** Fixed sets of lags drawn by lot, to be compared with the greedy ones. */
const SETS = 10_000;
export const SEED = 1;
/** Positions without which nothing is said to matter more: the spread of fewer says little, that of one is 0. */
const LEAST_COMPARED = 10;

export interface Sample {
  /** t of each prediction, ascending. */
  readonly positions: readonly number[];
  /** Predictions with the whole window before them that the sample is of. */
  readonly of: number;
  /** Positions of the sample whose next byte is outside the net's alphabet; not among `positions`. */
  readonly outside: number;
}

/** @param most of the positions; by default as many as take no more than some seconds */
export function sampleOf(
  text: Uint8Array,
  shape: NetShape,
  offsets: readonly number[],
  most?: number,
): Sample {
  const W = Math.max(...offsets);
  const of = text.length - W;
  let count = Math.min(of, most ?? MOST);
  const costs = () => count * operationsOf(shape, W, of / count);
  if (most === undefined) while (count > FEWEST && costs() > MOST_OPERATIONS) count >>= 1;
  const all = evenly(W - 1, text.length - 2, count);
  const positions = all.filter((t) => isPredicted(shape, text[t + 1]));
  return { positions, of, outside: all.length - positions.length };
}

/** @param all in the order of the text, so that the sums are always the same */
export function explainedOf(
  all: readonly Measured[],
  sample: Sample,
  shape: NetShape,
  offsets: readonly number[],
): ExplainedJson {
  const { method } = optionsFor(shape);
  const W = Math.max(...offsets);
  const names: GradientMethod[] = hasGradient(shape) ? ["gradient", "gated"] : ["gated"];
  const methods: Partial<Record<GradientMethod, ExplainedMethodJson | null>> = {};
  for (const name of names) methods[name] = byMethod(all, name, offsets, W);
  const usable = all.filter(({ shares }) => shares[method]);
  const spans = usable.flatMap(({ span }) => span ?? []);
  return {
    method,
    window: W,
    positions: all.length,
    of: sample.of,
    outside: sample.outside,
    seed: SEED,
    noUsableGradient: all.length - usable.length,
    abs: methods[method]?.abs ?? null,
    square: methods[method]?.square ?? null,
    span: spans.length > 0 ? share(spans, mean(spans.map(({ chance }) => chance))) : null,
    causal: all.length > 0 ? causalOf(all) : null,
    methods,
  };
}

function byMethod(
  all: readonly Measured[],
  name: GradientMethod,
  offsets: readonly number[],
  W: number,
): ExplainedMethodJson | null {
  const found = all.flatMap(({ shares }) => shares[name] ?? []);
  if (found.length === 0) return null;
  const lags = lagsOf(offsets);
  // Exact: a lag is in a set of m drawn by lot with probability m / W.
  const chance = offsets.length / W;
  const greedy = mean(found.map(({ signed }) => signed.greedy));
  const window = mean(found.map(({ signed }) => signed.window));
  const byLag = Array.from({ length: W }, (_, k) => mean(found.map((one) => one.byLag[k])));
  return {
    noUsableGradient: all.length - found.length,
    abs: share(
      found.map(({ abs }) => abs),
      chance,
    ),
    square: share(
      found.map(({ square }) => square),
      chance,
    ),
    signed: { greedy, window, ratio: window === 0 ? null : greedy / window },
    setsWithAsMuch: setsWithAsMuch(byLag, lags),
    increments: offsets.map((offset, i) => ({
      k: i + 1,
      offset,
      lag: lags[i],
      abs: byLag[lags[i]],
    })),
  };
}

/** The part of the sets of lags, drawn by lot, whose share is at least that of these. */
function setsWithAsMuch(byLag: readonly number[], lags: readonly number[]): number {
  const { uniform } = createRandom(SEED);
  const held = (set: readonly number[]) => set.reduce((sum, k) => sum + byLag[k], 0);
  // A set that is the greedy one in another order counts.
  const least = held(lags) - 1e-12;
  let found = 0;
  for (let i = 0; i < SETS; i++)
    if (held(drawnSet(uniform, byLag.length, lags.length)) >= least) found++;
  return found / SETS;
}

function share(found: readonly Shares[], chance: number): ExplainedShareJson {
  const greedy = found.map((one) => one.greedy);
  const value = mean(greedy);
  return {
    mean: value,
    median: medianOf(greedy),
    chance,
    lift: chance > 0 ? value / chance : null,
    top8: mean(found.map(({ top }) => top)),
    recent8: mean(found.map(({ recent }) => recent)),
  };
}

function causalOf(all: readonly Measured[]): ExplainedCausalJson {
  const of = (which: "greedy" | "recent" | "chance", what: "keep" | "drop") =>
    all.map(({ causal }) => causal[which][what]);
  const than = (other: "recent" | "chance"): MatterMore => {
    const keeps = isMore(of("greedy", "keep"), of(other, "keep"));
    const drops = isMore(of(other, "drop"), of("greedy", "drop"));
    return keeps ? (drops ? "both" : "keep") : drops ? "drop" : "neither";
  };
  return {
    full: mean(all.map(({ causal }) => causal.full)),
    keep: mean(of("greedy", "keep")),
    keepChance: mean(of("chance", "keep")),
    keepRecent: mean(of("recent", "keep")),
    drop: mean(of("greedy", "drop")),
    dropChance: mean(of("chance", "drop")),
    dropRecent: mean(of("recent", "drop")),
    thanChance: than("chance"),
    thanRecent: than("recent"),
  };
}

/** Whether a is larger by more than two standard errors of the differences; too few positions decide nothing. */
function isMore(a: readonly number[], b: readonly number[]): boolean {
  if (a.length < LEAST_COMPARED) return false;
  const differences = a.map((value, i) => value - b[i]);
  const difference = mean(differences);
  const variance = mean(differences.map((value) => square(value - difference)));
  return difference > 2 * Math.sqrt(variance / (a.length - 1));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function medianOf(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const at = (sorted.length - 1) / 2;
  return (sorted[Math.floor(at)] + sorted[Math.ceil(at)]) / 2;
}
