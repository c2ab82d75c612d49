// What `sparse-diff report` prints and Analyse File shows: the paper's tables of a whole text (docs/command-line.md; names
// fixed). Norms, gradients and attributions are in nats. Where there is no such number it is null, never zero.

/** What 10 %, half and 90 % of the positions stay below. */
export interface Spread {
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

/** Means over the population; spreads over every n-th position of it, `medianStep` and `medianCount`. */
export interface LagStatistics {
  readonly k: number;
  readonly meanNorm: number;
  /** Null where no position is sampled for medians. */
  readonly medianNorm: number | null;
  readonly lowNorm: number | null;
  readonly highNorm: number | null;
  /** Ratio of the means, to k = 0; null where that is zero. */
  readonly ratio: number | null;
  /** Of the positions' own ratios, where they have one. */
  readonly medianRatio: number | null;
  readonly lowRatio: number | null;
  readonly highRatio: number | null;
  /** By the paper's gradient; null for a net without it. */
  readonly meanAttribution: number | null;
  readonly meanAbsAttribution: number | null;
  readonly medianAbsAttribution: number | null;
  readonly lowAbsAttribution: number | null;
  readonly highAbsAttribution: number | null;
  readonly meanGated: number;
  readonly meanAbsGated: number;
  readonly medianAbsGated: number | null;
  readonly lowAbsGated: number | null;
  readonly highAbsGated: number | null;
}

/** Of a neuron of the top layer. */
export interface NeuronStatistics {
  readonly neuron: number;
  /** Counted from 1 at the input. */
  readonly layer: number;
  readonly meanAbsGradient: number;
  /** Mean of g_i^2. */
  readonly meanEnergy: number;
  /** Number of positions at which it has the largest |g_i|. */
  readonly timesFirst: number;
}

/** Numbers x with from <= x < to; the last bin of probabilities holds 1 too. */
export interface BinJson {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** Over all predictions. */
export interface DistributionsJson {
  readonly probability: {
    readonly bins: readonly BinJson[];
    /** Share of predictions with p > 0.99. */
    readonly above99: number;
  };
  readonly gradientNorm: {
    /** Four a decade, from the first that holds any to the last. */
    readonly bins: readonly BinJson[];
    /** Norms of exactly zero, which no bin holds. */
    readonly zero: number;
  };
}

/** One prediction of a list of ten. */
export interface PositionJson {
  /** t; the predicted byte is t + 1. */
  readonly position: number;
  readonly byte: number;
  /** The bytes before it, the last one at t. */
  readonly past: readonly number[];
  readonly bits: number;
  /** What counting pays. */
  readonly countingBits: number;
  readonly gradientNorm: number;
}

/** The ten first of all predictions by each criterion; of equal ones the earlier. */
export interface PositionsJson {
  readonly mostSurprising: readonly PositionJson[];
  /** Where the net pays most more than counting; only where it pays more. */
  readonly countingWins: readonly PositionJson[];
  readonly largestGradient: readonly PositionJson[];
}

/**
 * The top Lyapunov exponent along the text, in float64: the mean growth a step of log ||g||, of a direction that is followed
 * back through the steps of some stretches and settles in the first ones.
 */
export interface LyapunovJson {
  /** Null where the direction died: the product of the Jacobians is zero in float64. */
  readonly natsPerStep: number | null;
  /** From the means of blocks of 32 steps; null for fewer than four blocks. */
  readonly standardError: number | null;
  /** Steps that the mean is over. */
  readonly steps: number;
  /** Steps of each stretch that come before these. */
  readonly warmUp: number;
  readonly stretches: number;
  /** The first and the last position in any of them. */
  readonly from: number;
  readonly to: number;
}

/** The net beside counting, over the bytes that the net predicts. */
export interface CountingComparison {
  readonly order: number;
  /** What counting pays. */
  readonly bitsPerByte: number;
  /** How many bytes cost the net less by more than CLEAR_BITS. */
  readonly netBetter: number;
  /** How many cost counting less by more than CLEAR_BITS. */
  readonly countingBetter: number;
  /** How many there are. */
  readonly positions: number;
  /** Contexts were forgotten for want of memory. */
  readonly forgotten: boolean;
}

export interface TopShare {
  readonly "1": number;
  readonly "5": number;
  readonly "10": number;
}

export interface Population {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** What a report says of the net alone. */
export interface NetReport {
  readonly bytes: number;
  /** Bytes after the first that the net predicts, those of its alphabet. */
  readonly predictions: number;
  /** The others: they are read, nothing is about them. */
  readonly outside: number;
  readonly bitsPerByte: number;
  readonly accuracy: number;
  /** Of W_h; null for a net with gates or layers, which has more than one such matrix. */
  readonly spectralRadius: number | null;
  readonly largestSingularValue: number | null;
  readonly gradient: {
    readonly meanNorm: number;
    readonly medianNorm: number | null;
    readonly lowNorm: number | null;
    readonly highNorm: number | null;
    /** Largest relative error of these three: 0 unless the text is very long. */
    readonly spreadError: number;
    readonly topShare: TopShare;
  };
  /** Spreads by lag are over every n-th position: 1 unless the text is very long. */
  readonly medianStep: number;
  /** How many positions of the population these are. */
  readonly medianCount: number;
  /** Positions t from .. to whose byte t + 1 is predicted: `count`. */
  readonly population: Population;
  readonly lags: readonly LagStatistics[];
  readonly neurons: readonly NeuronStatistics[];
  readonly distributions: DistributionsJson;
}

export interface Report extends NetReport {
  readonly counting: CountingComparison;
  readonly positions: PositionsJson;
  /** Null where the text is too short. */
  readonly lyapunov: LyapunovJson | null;
}

/** The chance level of the tables. */
export interface Controls {
  readonly seed: number;
  /** Number of bytes, from the start of the text, used for both controls and their population. */
  readonly bytes: number;
  readonly population: Population;
  /** Guessing evenly among the bytes of the net's alphabet. */
  readonly evenly: {
    readonly characters: number;
    readonly bitsPerByte: number;
    readonly accuracy: number;
  };
  readonly shuffledWeights: {
    readonly bitsPerByte: number;
    readonly accuracy: number;
    readonly meanNorm: number;
    readonly topShare: TopShare;
    /** Share of predictions with p > 0.99. */
    readonly above99: number;
    readonly lyapunov: LyapunovJson | null;
    readonly lags: readonly Pick<
      LagStatistics,
      "k" | "ratio" | "medianRatio" | "meanAbsAttribution" | "meanAbsGated"
    >[];
  };
  readonly randomLags: {
    readonly lags: readonly Pick<
      LagStatistics,
      "k" | "meanAttribution" | "meanAbsAttribution" | "meanGated" | "meanAbsGated"
    >[];
  };
}

export interface MemoryPoint {
  readonly m: number;
  /** Mean bits(m). */
  readonly bitsPerByte: number;
  /** Targets that the mean is over, each with at least m bytes before it. */
  readonly count: number;
}

/** A figure that the paper prints for its own model and text, and what is measured here. */
export interface PublishedFigure {
  readonly figure: string;
  /** As printed. */
  readonly published: string;
  /** With as many digits, or more where they differ. */
  readonly measured: string;
  readonly reproduces: boolean;
  /** Why not, or under which condition; empty where nothing has to be said. */
  readonly remark: string;
}

/** Everything: the report with its chance level, the memory curve, and the paper's own figures. */
export interface AnalysisJson extends Report {
  readonly model: { readonly name: string; readonly hiddenSize: number; readonly sha256: string };
  /** The net in words. */
  readonly net: string;
  readonly text: { readonly bytes: number; readonly sha256: string };
  readonly version: string;
  /** Kernels that computed it. */
  readonly backend: string;
  /** Null where the model's file does not say. */
  readonly trainedOnThisText: boolean | null;
  /** Null where the net predicts nothing of the bytes that they are over. */
  readonly controls: Controls | null;
  readonly memory: readonly MemoryPoint[];
  /** Only for the paper's own model and text. */
  readonly published: readonly PublishedFigure[] | null;
}

/** What of an analysis is words, in the editor's language; the JSON has them in English. */
export type AnalysisWords = Pick<AnalysisJson, "net" | "published">;

export interface ToldAnalysis {
  readonly json: AnalysisJson;
  readonly words: AnalysisWords;
}
