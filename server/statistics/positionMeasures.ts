// The faithfulness of the methods at one position (docs/causes.md, section 7): every method's order of the past bytes
// against occlusion, what p loses without the first of them or keeps with them alone, the smallest sufficient set, and the
// map of shuffled weights. The means over the positions are in faithfulness.ts.
import { spearman } from "../attribution/causes/agreement";
import { causesOf } from "../attribution/causes/sets";
import { WindowRuns } from "../attribution/causes/window";
import { TextReader } from "../attribution/forward";
import { Tracer } from "../attribution/trace";
import { defaultOptions, optionsFor, type Past } from "../attribution/types";
import { pow } from "../kernels/elementary";
import type { Kernels, Weights } from "../kernels/interface";
import { hasGradient, type NetShape, shapeOf } from "../kernels/shape";
import { byteCounts, meanEmbedding } from "../nets/weights";
import { RANKED, type Ranked } from "../protocol/vocabulary/faithfulness";
import type { Method } from "../protocol/vocabulary/tracing";
import { shuffleWeights } from "./shuffledWeights";

/** Sizes of the sets whose bytes are taken out, or left alone. */
export const SIZES = [1, 2, 3, 5, 8, 12, 16] as const;
export const SHUFFLED = ["Wy", "Wh", "all"] as const;

/** What is measured at one position. */
export interface FaithfulnessTask {
  readonly position: number;
  /** The scores of the random order, by lag. */
  readonly random: readonly number[];
}

/** What was measured at one position, by name. */
export type Measured = Readonly<Record<string, number>>;

interface Reader {
  readonly tracer: Tracer;
  readonly text: TextReader;
}

interface Scores {
  readonly past: Past;
  readonly of: Readonly<Record<Ranked, readonly number[]>>;
}

/** Measures one position after the other; they do not depend on each other. Quickest if they ascend. */
export class PositionMeasures {
  private constructor(
    private readonly text: Uint8Array,
    private readonly depth: number,
    private readonly ranked: readonly Ranked[],
    private readonly mean: Float64Array,
    private readonly runs: WindowRuns,
    private readonly own: Reader,
    private readonly shuffled: readonly (Reader & { readonly which: string })[],
  ) {}

  static *make(
    backend: Kernels,
    weights: Weights,
    text: Uint8Array,
    depth: number,
    seed: number,
    /** Which of the orders, those of the net by default. `integrated` takes most of the time. */
    ranked: readonly Ranked[] = rankedOf(shapeOf(weights)),
  ): Generator<unknown, PositionMeasures> {
    const reader = function* (of: Weights): Generator<unknown, Reader> {
      const tracer = yield* Tracer.make(backend, of, depth);
      return { tracer, text: new TextReader(tracer.kernels, text) };
    };
    const mean = meanEmbedding(weights, byteCounts(text));
    const runs = yield* WindowRuns.make(backend, weights, depth);
    const own = yield* reader(weights);
    const shuffled: (Reader & { readonly which: string })[] = [];
    for (const which of SHUFFLED) {
      const other = shuffleWeights(weights, seed, which === "all" ? undefined : which);
      shuffled.push({ which, ...(yield* reader(other)) });
    }
    return new PositionMeasures(text, depth, ranked, mean, runs, own, shuffled);
  }

  *at(task: FaithfulnessTask): Generator<unknown, Measured> {
    const { runs, ranked, depth } = this;
    const sums = new Sums();
    const scores = yield* this.scores(task);
    const { shape } = this.own.tracer.kernels;
    const usual = optionsFor(shape);
    const { past, of } = scores;
    runs.aim(past, this.text[task.position + 1], this.mean);
    for (const name of ranked) {
      agreement(sums, name, of[name], of.occlusion);
      yield* sets(sums, name, runs, of[name]);
    }
    for (const { which, tracer, text } of this.shuffled) {
      const other = yield* text.past(task.position, depth);
      const map = (yield* tracer.steps(other, { ...usual, depth })).attribution;
      sums.add(`shuffled ${which}`, spearman([...of[usual.method]], [...map]) ?? 0);
    }
    yield* sufficient(sums, runs, of, ranked);
    return Object.fromEntries(sums.totals);
  }

  private *scores({ position, random }: FaithfulnessTask): Generator<unknown, Scores> {
    const { depth, mean, ranked } = this;
    const { tracer, text } = this.own;
    const past = yield* text.past(position, depth);
    const by = function* (method: Method): Generator<unknown, readonly number[]> {
      const options = { ...defaultOptions, depth, method };
      return [...(yield* tracer.steps(past, options, mean)).attribution];
    };
    const lags = [...past.bytes.keys()];
    const of = {
      gradient: ranked.includes("gradient") ? yield* by("gradient") : [],
      gated: yield* by("gated"),
      integrated: ranked.includes("integrated") ? yield* by("integrated") : [],
      occlusion: yield* by("occlusion"),
      recency: lags.map((k) => lags.length - k),
      random,
    };
    return { past, of };
  }
}

/** The orders that a net has. */
export function rankedOf(shape: NetShape): readonly Ranked[] {
  return RANKED.filter((name) => name !== "gradient" || hasGradient(shape));
}

/** Sums by name. */
export class Sums {
  readonly totals = new Map<string, number>();

  add(name: string, value: number): void {
    this.totals.set(name, (this.totals.get(name) ?? 0) + value);
  }
}

function agreement(
  sums: Sums,
  name: Ranked,
  scores: readonly number[],
  occlusion: readonly number[],
): void {
  const [a, b] = [scores.map(Math.abs), occlusion.map(Math.abs)];
  sums.add(`${name} spearman`, spearman(a, b) ?? 0);
  sums.add(`${name} top`, order(a)[0] === order(b)[0] ? 1 : 0);
}

/** Comprehensiveness and sufficiency of both orders at this position. */
function* sets(
  sums: Sums,
  name: Ranked,
  runs: WindowRuns,
  scores: readonly number[],
): Generator<unknown, void> {
  const p = pow(2, -(yield* runs.bits(scores.map(() => true))));
  const sizes = SIZES.filter((m) => m <= scores.length);
  for (const kind of ["absolute", "signed"] as const) {
    const first = order(kind === "absolute" ? scores.map(Math.abs) : scores);
    for (const m of sizes) {
      const inside = new Set(first.slice(0, m));
      const without = scores.map((_, k) => !inside.has(k));
      const alone = scores.map((_, k) => inside.has(k));
      const share = 1 / sizes.length;
      const lost = function* (kept: readonly boolean[]): Generator<unknown, number> {
        return share * (p - pow(2, -(yield* runs.bits(kept))));
      };
      sums.add(`${name} comprehensiveness ${kind}`, yield* lost(without));
      sums.add(`${name} sufficiency ${kind}`, yield* lost(alone));
    }
  }
}

function* sufficient(
  sums: Sums,
  runs: WindowRuns,
  of: Scores["of"],
  ranked: readonly Ranked[],
): Generator<unknown, void> {
  const { bits, sufficient } = yield* causesOf(runs);
  sums.add("size", sufficient.lags.length);
  sums.add("lost", sufficient.bits - bits);
  for (const name of ranked) {
    const inside = new Set(order(of[name].map(Math.abs)).slice(0, sufficient.lags.length));
    const alone = of[name].map((_, k) => inside.has(k));
    sums.add(`${name} sameSize`, (yield* runs.bits(alone)) - bits);
  }
}

/** Lags by score, largest first; of equal ones the smaller lag. */
function order(scores: readonly number[]): number[] {
  return [...scores.keys()].sort((a, b) => scores[b] - scores[a] || a - b);
}
