// The skip patterns of a text (docs/patterns.md): what the command line prints as JSON (names fixed) and the server
// answers with. Offsets are d of the page, `lag` is k of the trace: d - 1.
import type { GradientMethod } from "../vocabulary/tracing";

/** What is counted of the contexts of the first k offsets. */
export interface PatternLevelJson {
  readonly k: number;
  /** The k-th offset. */
  readonly offset: number;
  /** H(Y|D), counted on the text itself. */
  readonly bits: number;
  /** The same with each position predicted from all others, by interpolation over the levels. */
  readonly leaveOneOutBits: number;
  /** Mean of (n(c,y) - 1) / (n(c) - 1): what the other occurrences of a context say of the byte; 0 without any. */
  readonly leaveOneOutProbability: number;
  readonly patterns: number;
  readonly contexts: number;
  /** Contexts with more than one next byte. */
  readonly ambiguous: number;
  /** Patterns that occur once. */
  readonly singletons: number;
  /** Positions p >= the largest of the offsets. */
  readonly positions: number;
}

/** A share of the gradient. `top8` and `recent8` are of as many lags as there are offsets; `lift` is mean / chance. */
export interface ExplainedShareJson {
  readonly mean: number;
  readonly median: number;
  readonly chance: number;
  readonly lift: number | null;
  readonly top8: number;
  readonly recent8: number;
}

/** Shares of the attributions by one method, over the positions that have a usable gradient by it. */
export interface ExplainedMethodJson {
  readonly noUsableGradient: number;
  readonly abs: ExplainedShareJson;
  readonly square: ExplainedShareJson;
  /** Means of the signed sums, in nats, and their ratio, which says little where the window's sum is near 0. */
  readonly signed: {
    readonly greedy: number;
    readonly window: number;
    readonly ratio: number | null;
  };
  /** Of 10,000 fixed sets of lags drawn by lot, the part that holds at least as much by `abs`. */
  readonly setsWithAsMuch: number;
  /** What each further offset adds to `abs.mean`; by chance 1 / window each. */
  readonly increments: readonly {
    readonly k: number;
    readonly offset: number;
    readonly lag: number;
    readonly abs: number;
  }[];
}

/** In which respect the greedy lags matter more than others: by more than two standard errors of the differences. */
export type MatterMore = "both" | "keep" | "drop" | "neither";

/** p(y), means over all positions. */
export interface ExplainedCausalJson {
  readonly full: number;
  /** With only these lags of the window. */
  readonly keep: number;
  readonly keepChance: number;
  readonly keepRecent: number;
  /** Without them. */
  readonly drop: number;
  readonly dropChance: number;
  readonly dropRecent: number;
  readonly thanChance: MatterMore;
  readonly thanRecent: MatterMore;
}

export interface ExplainedJson {
  /** That of `abs`, `square`, `noUsableGradient` and of the population of `span`. */
  readonly method: GradientMethod;
  /** Lags of the window: k = 0 .. window - 1. */
  readonly window: number;
  /** Positions measured: all there are, or a sample in even steps. */
  readonly positions: number;
  readonly of: number;
  /** Positions of the sample whose next byte is outside the net's alphabet; not measured. */
  readonly outside: number;
  readonly seed: number;
  /** Positions left out of the means, because every |attribution| is below 1e-5 nats. */
  readonly noUsableGradient: number;
  /** Null if no position has a usable gradient. */
  readonly abs: ExplainedShareJson | null;
  readonly square: ExplainedShareJson | null;
  /** Null for a net that the paper's gradient is not defined for, too. */
  readonly span: ExplainedShareJson | null;
  /** Null if nothing was measured. */
  readonly causal: ExplainedCausalJson | null;
  readonly methods: Readonly<Partial<Record<GradientMethod, ExplainedMethodJson | null>>>;
}

/** The patterns at one position. */
export interface ActiveJson {
  /** t of the trace; the patterns are those of the byte p = t + 1. */
  readonly t: number;
  /** The largest k whose pattern occurs more than once; 0 if none does. */
  readonly deepest: number;
  readonly levels: readonly ActiveLevelJson[];
  /** With a model: the share E_abs by each method; null where there is no usable gradient. */
  readonly abs?: Readonly<Partial<Record<GradientMethod, number | null>>> | null;
}

export interface ActiveLevelJson {
  readonly k: number;
  readonly offset: number;
  /** n(c,y): how often the pattern occurs, this position included. */
  readonly patternCount: number;
  /** n(c) */
  readonly contextCount: number;
  /** P(y|c) = n(c,y) / n(c) */
  readonly probability: number;
  /** floor(log2 n(c,y)) */
  readonly strength: number;
  /** log2 P(y|c^k) - log2 P(y|c^(k-1)), c^0 being empty. */
  readonly evidence: number;
}

export interface PatternsJson {
  readonly bytes: number;
  readonly maxOffset: number;
  readonly offsets: readonly number[];
  readonly levels: readonly PatternLevelJson[];
  /** Positions of depth 0, 1, .. */
  readonly deepestLevel: readonly number[];
  /** How many full patterns occur this often; ascending. */
  readonly supports: readonly { readonly support: number; readonly patterns: number }[];
  /** With a model. */
  readonly explained?: ExplainedJson;
}

/** A full pattern of the list. */
export interface PatternRowJson {
  /** p of its first occurrence. */
  readonly position: number;
  /** x[p - d] of each offset, in the order of the offsets. */
  readonly context: readonly number[];
  readonly next: number;
  readonly support: number;
  /** What its occurrences add to E_abs, the mean share of the greedy lags; null without a model. */
  readonly share: number | null;
}
