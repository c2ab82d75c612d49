// How faithful the methods of attribution are, measured by running the net (docs/causes.md, section 7): whether their
// order of the past bytes is that of occlusion, and what the probability loses without the first few of it, or keeps with
// them alone. Beside them stand orders that know nothing, and maps of shuffled weights.
import { paced } from "../attribution/backward";
import { spearman } from "../attribution/causes/agreement";
import { causesOf } from "../attribution/causes/sets";
import { WindowRuns } from "../attribution/causes/window";
import { pastSteps } from "../attribution/forward";
import { Tracer } from "../attribution/trace";
import { defaultOptions, type Past } from "../attribution/types";
import type { Kernels, Weights } from "../kernels/interface";
import { byteCounts, meanEmbedding } from "../nets/weights";
import type { Method } from "../protocol/vocabulary/tracing";
import { createRandom } from "../training/initialise";
import { shuffleWeights } from "./samples";

/** Sizes of the sets whose bytes are taken out, or left alone. */
export const SIZES = [1, 2, 3, 5, 8, 12, 16] as const;
export const RANKED = [
  "gradient",
  "gated",
  "integrated",
  "occlusion",
  "recency",
  "random",
] as const;
export type Ranked = (typeof RANKED)[number];
const SHUFFLED = ["Wy", "Wh", "all"] as const;

/** For the order by |score| and for that by signed score, largest first. */
export interface ByOrder {
  readonly absolute: number;
  readonly signed: number;
}

export interface MethodFaithfulness {
  /** Rank correlation of |score| with |occlusion| inside a position, averaged. */
  readonly spearman: number;
  /** Share of the positions where both name the same lag first. */
  readonly topLagAgreement: number;
  /** p - p(without the first m lags), averaged over sizes and positions: large if they matter. */
  readonly comprehensiveness: ByOrder;
  /** p - p(with only them), averaged: small if they suffice. */
  readonly sufficiency: ByOrder;
}

export interface Faithfulness {
  readonly positions: { readonly from: number; readonly step: number; readonly count: number };
  readonly methods: Readonly<Record<Ranked, MethodFaithfulness>>;
  /** Rank correlation of the signed `gradient` map with that of weights whose tensor was shuffled, averaged. */
  readonly shuffledWeights: Readonly<Record<(typeof SHUFFLED)[number], number>>;
  /** The smallest sufficient sets, and what sets of the same size from the top of each order lose; bits lost. */
  readonly sufficientSets: {
    readonly meanSize: number;
    readonly meanLost: number;
    readonly sameSize: Readonly<Record<Ranked, number>>;
  };
}

interface Scores {
  readonly past: Past;
  readonly target: number;
  readonly of: Readonly<Record<Ranked, readonly number[]>>;
}

/**
 * The positions: at most `sample` of them in even steps, from twice the depth on, each with a full window and a next byte.
 * Undefined if the text is too short for one.
 */
export function samplePositions(bytes: number, depth: number, sample: number) {
  const from = 2 * depth;
  const last = bytes - 2;
  if (last < from) return undefined;
  const step = Math.max(1, Math.floor((last - from) / Math.max(1, sample - 1)));
  return { from, step, count: Math.min(sample, Math.floor((last - from) / step) + 1) };
}

/**
 * Yields the fraction done.
 * @param positions those of samplePositions()
 * @param seed of the random order and of the shuffled weights
 * @param ranked which of the orders; the numbers of others are 0. `integrated` takes most of the time.
 */
export function* faithfulness(
  backend: Kernels,
  weights: Weights,
  text: Uint8Array,
  depth: number,
  positions: Faithfulness["positions"],
  seed: number,
  ranked: readonly Ranked[] = RANKED,
): Generator<number, Faithfulness> {
  const random = createRandom(seed);
  const mean = meanEmbedding(weights, byteCounts(text));
  const tracer = new Tracer(backend, weights, depth);
  const runs = yield* paced(WindowRuns.make(backend, weights, depth), 0);
  const shuffled = SHUFFLED.map((which) => {
    const other = shuffleWeights(weights, seed, which === "all" ? undefined : which);
    return { which, tracer: new Tracer(backend, other, depth) };
  });
  const sums = new Sums();
  for (let i = 0; i < positions.count; i++) {
    const done = i / positions.count;
    const t = positions.from + i * positions.step;
    const scores = yield* scoresAt(tracer, text, t, depth, mean, random, ranked, done);
    const { past, target, of } = scores;
    runs.aim(past, target, mean);
    for (const name of ranked) {
      sums.agreement(name, of[name], of.occlusion);
      yield* sums.sets(name, runs, of[name], done);
    }
    for (const { which, tracer: other } of shuffled) {
      const own = yield* paced(pastSteps(other.kernels, text, t, depth), done);
      const map = (yield* paced(other.steps(own, { ...defaultOptions, depth }), done)).attribution;
      sums.add(`shuffled ${which}`, spearman([...of.gradient], [...map]) ?? 0);
    }
    yield* sums.sufficient(runs, scores, ranked, done);
  }
  return sums.result(positions);
}

function* scoresAt(
  tracer: Tracer,
  text: Uint8Array,
  t: number,
  depth: number,
  mean: Float64Array,
  random: ReturnType<typeof createRandom>,
  ranked: readonly Ranked[],
  done: number,
): Generator<number, Scores> {
  const past = yield* paced(pastSteps(tracer.kernels, text, t, depth), done);
  const by = function* (method: Method): Generator<number, readonly number[]> {
    const options = { ...defaultOptions, depth, method };
    return [...(yield* paced(tracer.steps(past, options, mean), done)).attribution];
  };
  const lags = [...past.bytes.keys()];
  const of = {
    gradient: yield* by("gradient"),
    gated: yield* by("gated"),
    integrated: ranked.includes("integrated") ? yield* by("integrated") : [],
    occlusion: yield* by("occlusion"),
    recency: lags.map((k) => lags.length - k),
    random: lags.map(() => random.uniform()),
  };
  return { past, target: text[t + 1], of };
}

/** Sums over the positions, by name. */
class Sums {
  private readonly totals = new Map<string, number>();

  add(name: string, value: number): void {
    this.totals.set(name, (this.totals.get(name) ?? 0) + value);
  }

  agreement(name: Ranked, scores: readonly number[], occlusion: readonly number[]): void {
    const [a, b] = [scores.map(Math.abs), occlusion.map(Math.abs)];
    this.add(`${name} spearman`, spearman(a, b) ?? 0);
    this.add(`${name} top`, order(a)[0] === order(b)[0] ? 1 : 0);
  }

  /** Comprehensiveness and sufficiency of both orders at this position. */
  *sets(
    name: Ranked,
    runs: WindowRuns,
    scores: readonly number[],
    done: number,
  ): Generator<number, void> {
    const p = 2 ** -(yield* paced(runs.bits(scores.map(() => true)), done));
    const sizes = SIZES.filter((m) => m <= scores.length);
    for (const kind of ["absolute", "signed"] as const) {
      const first = order(kind === "absolute" ? scores.map(Math.abs) : scores);
      for (const m of sizes) {
        const inside = new Set(first.slice(0, m));
        const without = scores.map((_, k) => !inside.has(k));
        const alone = scores.map((_, k) => inside.has(k));
        const share = 1 / sizes.length;
        this.add(
          `${name} comprehensiveness ${kind}`,
          share * (p - 2 ** -(yield* paced(runs.bits(without), done))),
        );
        this.add(
          `${name} sufficiency ${kind}`,
          share * (p - 2 ** -(yield* paced(runs.bits(alone), done))),
        );
      }
    }
  }

  *sufficient(
    runs: WindowRuns,
    { of }: Scores,
    ranked: readonly Ranked[],
    done: number,
  ): Generator<number, void> {
    const { bits, sufficient } = yield* paced(causesOf(runs), done);
    this.add("size", sufficient.lags.length);
    this.add("lost", sufficient.bits - bits);
    for (const name of ranked) {
      const inside = new Set(order(of[name].map(Math.abs)).slice(0, sufficient.lags.length));
      const alone = of[name].map((_, k) => inside.has(k));
      this.add(`${name} same size`, (yield* paced(runs.bits(alone), done)) - bits);
    }
  }

  result(positions: Faithfulness["positions"]): Faithfulness {
    const mean = (name: string) => (this.totals.get(name) ?? 0) / positions.count;
    const byOrder = (name: string): ByOrder => ({
      absolute: mean(`${name} absolute`),
      signed: mean(`${name} signed`),
    });
    const methods = RANKED.map((name) => [
      name,
      {
        spearman: mean(`${name} spearman`),
        topLagAgreement: mean(`${name} top`),
        comprehensiveness: byOrder(`${name} comprehensiveness`),
        sufficiency: byOrder(`${name} sufficiency`),
      },
    ]);
    const shuffled = SHUFFLED.map((which) => [which, mean(`shuffled ${which}`)]);
    const sameSize = RANKED.map((name) => [name, mean(`${name} same size`)]);
    return {
      positions,
      methods: Object.fromEntries(methods) as Faithfulness["methods"],
      shuffledWeights: Object.fromEntries(shuffled) as Faithfulness["shuffledWeights"],
      sufficientSets: {
        meanSize: mean("size"),
        meanLost: mean("lost"),
        sameSize: Object.fromEntries(sameSize) as Faithfulness["sufficientSets"]["sameSize"],
      },
    };
  }
}

/** Lags by score, largest first; of equal ones the smaller lag. */
function order(scores: readonly number[]): number[] {
  return [...scores.keys()].sort((a, b) => scores[b] - scores[a] || a - b);
}
