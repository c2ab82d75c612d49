// What the greedy lags explain at one prediction (docs/patterns.md, section 5): shares of the attributions, the span, and
// what p is with only these bytes of the window or without them; beside each the same of lags drawn by lot. The means over
// the text are in explained.ts.
import { traceBackSteps } from "../attribution/backward";
import { WindowRuns } from "../attribution/causes/window";
import { checkPredictions, checkTrace } from "../attribution/finite";
import { TextReader } from "../attribution/forward";
import type { Past } from "../attribution/types";
import { pow } from "../kernels/elementary";
import { bindInSteps, type Kernels, type ModelKernels, type Weights } from "../kernels/interface";
import { paceOf } from "../kernels/pace";
import { hasGradient, type NetShape } from "../kernels/shape";
import { byteCounts, meanEmbedding } from "../nets/weights";
import type { GradientMethod } from "../protocol/vocabulary/tracing";
import { createRandom } from "../training/random";
import { Columns, spanShare } from "./columns";
import { type PositionShares, recentLags, type Shares, sharesOf, topLags } from "./shares";

/** Sets of lags drawn by lot at each position. */
const DRAWN = 8;

/** p(y) with only some bytes of the window, and without them. */
interface KeepDrop {
  readonly keep: number;
  readonly drop: number;
}

/** What is measured at one position. */
export interface Measured {
  /** t of the prediction. */
  readonly position: number;
  /** Null without a usable gradient, and for a method that the net does not have. */
  readonly shares: Readonly<Record<GradientMethod, PositionShares | null>>;
  /** `chance` of lags drawn by lot, `top` of those with the largest |gated|. Null where it has no meaning. */
  readonly span: (Shares & { readonly chance: number }) | null;
  readonly causal: {
    readonly full: number;
    readonly greedy: KeepDrop;
    readonly recent: KeepDrop;
    /** The mean of the sets drawn by lot. */
    readonly chance: KeepDrop;
  };
}

/** The lags of offsets: offset d is lag d - 1. */
export function lagsOf(offsets: readonly number[]): number[] {
  return offsets.map((d) => d - 1);
}

/** Operations of one position, of those that lie `gap` bytes apart. */
export function operationsOf({ operations }: NetShape, W: number, gap: number): number {
  return operations * (W * Math.min(gap, W) + (4 + 2 * DRAWN + 2) * W);
}

/** Measures one position after the other; they do not depend on each other. Quickest if they ascend. */
export class PatternMeasures {
  private readonly lags: readonly number[];
  private readonly W: number;
  private readonly state: Float64Array;
  private readonly reader: TextReader;
  private readonly columns: Columns | null;

  private constructor(
    private readonly text: Uint8Array,
    private readonly offsets: readonly number[],
    private readonly seed: number,
    private readonly mean: Float64Array,
    private readonly kernels: ModelKernels,
    private readonly runs: WindowRuns,
    weights: Weights,
  ) {
    const { shape } = kernels;
    this.lags = lagsOf(offsets);
    this.W = Math.max(...offsets);
    this.state = new Float64Array(shape.stateSize);
    this.reader = new TextReader(kernels, text);
    this.columns = hasGradient(shape) ? new Columns(weights, this.W) : null;
  }

  static *make(
    backend: Kernels,
    weights: Weights,
    text: Uint8Array,
    offsets: readonly number[],
    seed: number,
  ): Generator<unknown, PatternMeasures> {
    const W = Math.max(...offsets);
    const kernels = yield* bindInSteps(backend, weights, { rows: 1, window: W });
    const runs = yield* WindowRuns.make(backend, weights, W - 1);
    const mean = meanEmbedding(weights, byteCounts(text));
    return new PatternMeasures(text, offsets, seed, mean, kernels, runs, weights);
  }

  /** @param t of a prediction with the whole window before it and a byte of the alphabet after it */
  *at(t: number): Generator<unknown, Measured> {
    const { kernels, W, lags, text } = this;
    const past = yield* this.reader.past(t, W - 1);
    yield* this.carry(past);
    const { g, gradient, gated } = yield* this.traced(past);
    const drawn = this.draw(t);
    const sizes = gated.map(Math.abs);
    const causal = yield* this.causal(past, text[t + 1], drawn);
    return {
      position: t,
      shares: {
        gradient: hasGradient(kernels.shape) ? sharesOf(gradient, lags) : null,
        gated: sharesOf(gated, lags),
      },
      span: this.span(g, topLags(sizes, lags.length), drawn),
      causal,
    };
  }

  /** Carries the columns on to the past's position. */
  private *carry({ position, bytes, before }: Past): Generator<unknown, void> {
    const { columns, kernels, state, text, W } = this;
    if (!columns) return;
    const first = position - bytes.length + 1;
    if (columns.at < first - 1 || columns.at > position) {
      columns.restart(first);
      state.set(before);
    }
    const isDue = paceOf(kernels.shape, "recurrence").every(kernels.shape.operations * W);
    for (let s = columns.at + 1; s <= position; s++) {
      kernels.recur(text, s, 1, state, 0);
      columns.step(text[s], state);
      if (isDue()) yield;
    }
  }

  private *traced({ position, bytes, before }: Past) {
    const { kernels, text } = this;
    const L = bytes.length - 1;
    kernels.recur(bytes, 0, L + 1, before.slice(), 0);
    kernels.readout(L, 1);
    kernels.score(text.subarray(position + 1, position + 2), 1);
    checkPredictions(kernels, position, 1);
    kernels.outputGradient(1);
    const g = Float64Array.from(kernels.G.subarray(0, kernels.H));
    const lags = yield* traceBackSteps(kernels, L, L);
    checkTrace(lags, position);
    return { g, ...lags };
  }

  private span(g: Float64Array, top: readonly number[], drawn: readonly number[][]) {
    const { columns, lags } = this;
    if (!columns) return null;
    const of = (set: readonly number[]) =>
      spanShare(
        set.map((k) => columns.lag(k)),
        g,
      );
    const greedy = of(lags);
    if (greedy === undefined) return null;
    const chance = drawn.reduce((sum, set) => sum + (of(set) ?? 0), 0) / drawn.length;
    return { greedy, top: of(top) ?? 0, recent: of(recentLags(lags.length)) ?? 0, chance };
  }

  private *causal(past: Past, y: number, drawn: readonly number[][]) {
    const { runs, mean, lags, W } = this;
    runs.aim(past, y, mean);
    const all = recentLags(W);
    const p = function* (kept: readonly boolean[]) {
      return pow(2, -(yield* runs.bits(kept)));
    };
    const of = function* (set: readonly number[]): Generator<unknown, KeepDrop> {
      const keep = yield* p(all.map((k) => set.includes(k)));
      return { keep, drop: yield* p(all.map((k) => !set.includes(k))) };
    };
    const full = yield* p(all.map(() => true));
    const [greedy, recent] = [yield* of(lags), yield* of(recentLags(lags.length))];
    let [keep, drop] = [0, 0];
    for (const set of drawn) {
      const one = yield* of(set);
      keep += one.keep / drawn.length;
      drop += one.drop / drawn.length;
    }
    return { full, greedy, recent, chance: { keep, drop } };
  }

  /** Sets of lags of the window drawn by lot, by the seed and the position alone. */
  private draw(t: number): number[][] {
    const random = createRandom(this.seed * 2 ** 32 + t);
    return Array.from({ length: DRAWN }, () =>
      drawnSet(random.uniform, this.W, this.offsets.length),
    );
  }
}

/** `count` of the lags 0 .. W - 1, all sets equally likely. */
export function drawnSet(uniform: () => number, W: number, count: number): number[] {
  const lags = recentLags(W);
  for (let i = 0; i < count; i++) {
    const j = i + Math.floor(uniform() * (W - i));
    [lags[i], lags[j]] = [lags[j], lags[i]];
  }
  return lags.slice(0, count);
}
