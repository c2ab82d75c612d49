// Measures of a whole text that take seconds to minutes: the numerical checks of the gradients, and the faithfulness of
// the methods (docs/causes.md, section 7). Their JSON is what the command line prints (names fixed).
import type { OfRanked } from "../vocabulary/faithfulness";
import type { GradientMethod } from "../vocabulary/tracing";
import type { CheckName } from "../vocabulary/verification";
import { notification, request } from "./request";

export interface CheckJson {
  readonly check: CheckName;
  readonly name: string;
  readonly passed: boolean;
  /** Worst error, relative to the quantity's own scale; null if it is no finite number. */
  readonly worst: number | null;
  readonly tolerance: number;
  /** 0 if the text has nothing the check could look at, such as a second byte of past. */
  readonly samples: number;
}

export interface VerificationJson {
  readonly passed: boolean;
  /** The kernels that were checked. */
  readonly backend: string;
  readonly checks: readonly CheckJson[];
}

/** For the order by |score| and for that by signed score, largest first. */
interface ByOrder {
  readonly absolute: number;
  readonly signed: number;
}

/** from, from + step, ...: `count` are measured, at `outside` more the next byte is not in the model's alphabet. */
export interface SampledPositions {
  readonly from: number;
  readonly step: number;
  readonly count: number;
  readonly outside: number;
}

export interface FaithfulnessJson {
  /** How many positions were measured. */
  readonly sample: number;
  readonly depth: number;
  readonly seed: number;
  readonly positions: SampledPositions;
  /** Sizes of the sets taken out or left alone. */
  readonly sizes: readonly number[];
  readonly methods: OfRanked<{
    readonly spearman: number;
    readonly topLagAgreement: number;
    readonly comprehensiveness: ByOrder;
    readonly sufficiency: ByOrder;
  }>;
  readonly chance: {
    readonly spearman: number;
    readonly topLagAgreement: number;
    /** Whose map is compared with that of shuffled weights. */
    readonly map: GradientMethod;
    /** W_h is that of every layer. */
    readonly shuffledWeights: { readonly Wy: number; readonly Wh: number; readonly all: number };
  };
  /** Bits lost, on average. */
  readonly sufficientSets: {
    readonly meanSize: number;
    readonly meanLost: number;
    readonly sameSize: OfRanked<number>;
  };
}

export interface VerifyParams {
  readonly uri: string;
  readonly version: number;
}

export interface FaithfulnessParams extends VerifyParams {
  readonly depth: number;
  readonly sample?: number;
  readonly seed?: number;
}

/** About the text as it was at `version`, whatever happens to the document meanwhile. */
export interface Measure<J> {
  readonly version: number;
  /** Of that text. */
  readonly bytes: number;
  /** Name of the model. */
  readonly model: string;
  readonly result: J;
}

/** At most one of each at a time for a document; a second is refused. */
export const verifyRequest = request<VerifyParams, Measure<VerificationJson>>("sparseDiff/verify");
export const faithfulnessRequest = request<FaithfulnessParams, Measure<FaithfulnessJson>>(
  "sparseDiff/faithfulness",
);

export type MeasureName =
  | "analyse"
  | "verify"
  | "faithfulness"
  | "patterns"
  | "similar"
  | "neuronCard"
  | "export";

export interface MeasureProgress {
  readonly uri: string;
  readonly measure: MeasureName;
  /** 0 .. 1 */
  readonly fraction: number;
}

/** Ten a second at most. */
export const measureProgressNotification = notification<MeasureProgress>(
  "sparseDiff/measureProgress",
);
