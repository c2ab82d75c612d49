// A neuron's card (docs/neuron-card.md): what the command line prints as JSON (names fixed) and the server answers with. Of
// everything that is counted its population is beside it, of everything that could be chance its chance level.
import type { GateName } from "../vocabulary/cells";

/** Of numbers over the bytes of a text. */
export interface SpreadJson {
  readonly mean: number;
  readonly deviation: number;
  readonly least: number;
  readonly greatest: number;
}

/** After every byte: h_i of the layer. */
export interface ActivationJson extends SpreadJson {
  /** Bytes read. */
  readonly n: number;
  /** Whether it moves so little that nothing can be said of its extremes. */
  readonly isConstant: boolean;
  /** Share of the bytes after which |h| > 0.99; null for a ReLU, which has no such bound. */
  readonly saturated: number | null;
  /** Share of the bytes after which a ReLU is exactly 0; null for other cells. */
  readonly off: number | null;
  /** Bins of equal width from .. to. */
  readonly histogram: {
    readonly from: number;
    readonly to: number;
    readonly counts: readonly number[];
  };
  /** c_i of an LSTM, which its h_i is read from; null for other cells. */
  readonly cellState: SpreadJson | null;
}

/** A place where the activation is strong. */
export interface ContextJson {
  /** t */
  readonly position: number;
  /** After x_t was read. */
  readonly activation: number;
  /** The bytes up to x_t, that one last; and those after it. */
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/** A tenth of the bytes, by activation; more or fewer where equal activations do not let themselves be parted. */
export interface TenthJson {
  /** The activations it begins with. */
  readonly threshold: number;
  /** Bytes read. */
  readonly positions: number;
  /** Those of them that a byte follows. */
  readonly predictions: number;
}

/** How much more often a byte stands in a tenth than in the whole text; by chance 1. */
export interface LiftJson {
  readonly times: number;
  readonly lift: number;
}

/** A byte that the text has, with the weight between it and the neuron. */
export interface ByteWeightJson {
  readonly byte: number;
  readonly weight: number;
  /** How often it occurs: as input, or as the byte that follows. */
  readonly times: number;
  /** In the tenth of the highest activations, and of the lowest; null where the text has no tenths. */
  readonly high: LiftJson | null;
  readonly low: LiftJson | null;
}

/** A neuron of the layer below, with the weight from it. */
export interface NeuronWeightJson {
  readonly neuron: number;
  readonly weight: number;
}

/** What one gate of the neuron, or of an Elman net the neuron itself, takes in. */
export interface GateJson<Row> {
  /** Null for an Elman net. */
  readonly gate: GateName | null;
  /** Largest weight first. */
  readonly rows: readonly Row[];
  /** Root of the mean square of the weights of the rows: what one is by chance. */
  readonly size: number;
}

/** Of layer 1: its bytes, by W_x (W_ih E^T). */
export interface ReadBytesJson {
  readonly kind: "bytes";
  /** Bytes read: the population of `times`. */
  readonly n: number;
  /** Bytes of the net's alphabet that the text does not have; not in the rows. */
  readonly absent: number;
  /** Bytes read that are outside the net's alphabet: nothing goes in from them. */
  readonly outside: number;
  readonly gates: readonly GateJson<ByteWeightJson>[];
}

/** Of a layer above: the neurons of the layer below, by W_ih. */
export interface ReadNeuronsJson {
  readonly kind: "neurons";
  /** Counted from 1. */
  readonly layer: number;
  readonly gates: readonly GateJson<NeuronWeightJson>[];
}

/** The bytes it writes, by W_y. */
export interface WritesJson {
  /** Predictions: the population of `times`. */
  readonly n: number;
  readonly absent: number;
  readonly rows: readonly ByteWeightJson[];
  readonly size: number;
}

/** Neurons of its layer by the correlation of their activations with its own. */
export interface PartnersJson {
  /** Bytes read. */
  readonly n: number;
  /** Neurons whose activation does not move; not in the rows. */
  readonly constant: number;
  /** Largest |r| first. */
  readonly rows: readonly { readonly neuron: number; readonly r: number }[];
  /** The largest |r| of any other neuron with this one's activations that many bytes earlier: their mean and the largest. */
  readonly chance: {
    readonly shifts: readonly number[];
    readonly mean: number;
    readonly largest: number;
  };
}

/** A number of this neuron, and its rank among those of its layer: 1 for the largest. */
export interface RankedJson {
  readonly value: number;
  readonly rank: number;
}

/** What it has of ||g||^2, g being the gradient of log p with respect to h of its layer. */
export interface EnergyJson {
  /** Predictions measured whose gradient is not zero. */
  readonly n: number;
  /** Predictions measured whose gradient is zero. */
  readonly noGradient: number;
  /** Predictions that the text has. */
  readonly of: number;
  /** Mean of g_i^2 / ||g||^2; by chance 1 / neurons. */
  readonly meanShare: RankedJson;
  /** Sum of g_i^2 over the sum of ||g||^2, which few predictions decide; by chance the same. */
  readonly share: RankedJson;
  /** Predictions at which its |g_i| is the largest; by chance n / neurons. */
  readonly timesFirst: RankedJson;
  readonly neurons: number;
}

/** What a prediction costs more without the neuron, in bits per byte. */
export interface CostJson {
  /** Predictions measured, and how many the text has. */
  readonly n: number;
  readonly of: number;
  /** Of the net as it is, over these. */
  readonly bitsPerByte: number;
  readonly change: number;
  /**
   * In the state: the change of a second run from states 1e-12 away. Where it differs, the net without the neuron is chaotic,
   * and only the size of the change says something. Null in the readout.
   */
  readonly again: number | null;
  /** The same of other neurons of the layer. Null if there are none. */
  readonly chance: null | {
    /** Predictions measured. */
    readonly n: number;
    /** Over these. */
    readonly own: number;
    /** Neurons measured, this one among them. */
    readonly neurons: number;
    /** Mean and largest change without one of the others. */
    readonly mean: number;
    readonly largest: number;
    /** Of this one among them: 1 costs most. */
    readonly rank: number;
  };
}

export interface NeuronCardJson {
  readonly neuron: number;
  /** Counted from 1 at the input. */
  readonly layer: number;
  readonly layers: number;
  /** Neurons of every layer. */
  readonly hiddenSize: number;
  readonly cell: "elman" | "gru" | "lstm";
  readonly bytes: number;
  /** Bytes after the first that the net predicts, and the others. */
  readonly predictions: number;
  readonly outside: number;
  readonly activation: ActivationJson;
  readonly contexts: {
    /** Two of a list are at least this many bytes apart. */
    readonly apart: number;
    readonly positive: readonly ContextJson[];
    readonly negative: readonly ContextJson[];
  };
  /** Null for a text that is too short, or an activation that does not move. */
  readonly tenths: { readonly high: TenthJson; readonly low: TenthJson } | null;
  readonly reads: ReadBytesJson | ReadNeuronsJson;
  /** Null for a layer that is not read out. */
  readonly writes: WritesJson | null;
  /** Null for a text that is too short, or an activation that does not move. */
  readonly partners: PartnersJson | null;
  /** Null if no prediction has a gradient. */
  readonly energy: EnergyJson | null;
  /** Null if nothing is predicted. */
  readonly cost: null | {
    /** In its own readout only; null for a layer that is not read out. */
    readonly readout: CostJson | null;
    /** In the state: it is 0 at every byte, for whatever reads it. */
    readonly state: CostJson | null;
  };
}
