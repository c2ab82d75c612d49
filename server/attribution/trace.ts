// Traces one prediction: which byte and which neuron gave what share of L. Combines objective, backward trace,
// interventions and thresholds; knows nothing of files, documents or JSON.
import {
  bindInSteps,
  type Capacity,
  type Kernels,
  type ModelKernels,
  type Weights,
} from "../kernels/interface";
import { steps } from "../kernels/pace";
import type { NetShape } from "../kernels/shape";
import { tracesBack } from "../protocol/vocabulary/tracing";
import { finished, type SparseLags, traceBackSparse, traceBackSteps } from "./backward";
import { checkAttribution, checkPredictions, checkTrace } from "./finite";
import { Replay } from "./forward";
import type { Attributed } from "./methods/method";
import { BACKWARD, isOffered, REPLAYING } from "./methods/table";
import {
  type Aim,
  aimAt,
  argmax,
  type Judgement,
  likeliest,
  logProbability,
  objectiveValue,
  predict,
  setCoefficients,
} from "./objective";
import { type Fidelity, fidelity, kept, squares } from "./sparsity";
import { lagsAt, type Past, type TraceOptions } from "./types";

export interface Trace {
  readonly position: number;
  readonly input: number;
  readonly aim: Aim;
  readonly targetIsTrue: boolean;
  readonly predicted: number;
  /** P_t, float64 [256]. */
  readonly P: Float64Array;
  readonly topPredictions: Judgement["topPredictions"];
  /** log P_t[target] in nats. */
  readonly logP: number;
  /** g_t, [H]. */
  readonly g: Float64Array;
  /** The state after byte t, float64 [stateSize]; its first H numbers are h of the top layer. */
  readonly h: Float64Array;
  /** Of an LSTM: dL/dc_{t-1} and c_{t-1} of every layer, [layers x H] from the top down; empty where there is no lag 1. */
  readonly cells: { readonly gradient: Float64Array; readonly activation: Float64Array } | null;
  /** By the requested method, k = 0 .. L. */
  readonly attribution: Float64Array;
  readonly norms: Float64Array;
  readonly neuronsShown: readonly boolean[] | null;
  readonly offsetsShown: readonly boolean[] | null;
  readonly sparse: { readonly neuronsKept: number; readonly fidelity: Fidelity } | null;
  readonly integrated: Attributed["integrated"];
}

/** Cost of sorting the values of one step, per value and halving, in operations; a comparison is that much slower. */
const SORTING = 400;

/** Rough cost in operations, used to decide whether to trace without pausing. */
export function traceOperations(
  { H, operations }: NetShape,
  lags: number,
  options: TraceOptions,
): number {
  if (!tracesBack(options.method)) return Number.POSITIVE_INFINITY;
  const isSparse = options.threshold?.scope === "tracing";
  return lags * (operations / 2 + (isSparse ? operations / 2 + SORTING * H * Math.log2(2 * H) : 0));
}

/** Traces single predictions of one model; owns a workspace for up to `depth` lags. */
export class Tracer {
  private readonly y = new Uint8Array(1);

  constructor(
    backend: Kernels,
    readonly weights: Weights,
    readonly depth: number,
    readonly kernels: ModelKernels = backend.bind(weights, capacityFor(depth)),
  ) {}

  /** Makes a tracer with pauses, since binding a large model takes long. */
  static *make(backend: Kernels, weights: Weights, depth: number): Generator<void, Tracer> {
    const kernels = yield* bindInSteps(backend, weights, capacityFor(depth));
    return new Tracer(backend, weights, depth, kernels);
  }

  /** @param v0 mean embedding of the text, float64 [H]; needed only for the mean baseline. */
  trace(past: Past, options: TraceOptions, v0?: Float64Array): Trace {
    return finished(this.steps(past, options, v0));
  }

  /**
   * The same, yielding the number of lags done after every lag and often within a replayed forward pass. Nothing else
   * may use this tracer until it has ended.
   * @throws NotFinite if the model's numbers leave the finite range, OutsideAlphabet if nothing predicts the target
   */
  *steps(past: Past, options: TraceOptions, v0?: Float64Array): Generator<number, Trace> {
    const { kernels, weights } = this;
    const L = past.bytes.length - 1;
    if (L !== lagsAt(past.position, options.depth) || L > this.depth)
      throw new RangeError(`past of ${L} lags at t = ${past.position}, depth ${options.depth}`);
    if (!isOffered(options.method, kernels.shape))
      throw new RangeError(`${options.method} of a net without it`);
    const h = past.before.slice();
    const recur = (at: number, count: number) => kernels.recur(past.bytes, at, count, h, at);
    for (const done of steps(kernels.shape, L, recur)) if (done < L) yield 0;
    const before = h.slice();
    kernels.recur(past.bytes, L, 1, h, L);
    kernels.readout(L, 1);
    const prediction = predict(weights, h, past.position);
    const aim = aimAt(
      weights,
      prediction.Z,
      options.objective,
      options.target,
      options.against,
      past.next,
    );
    this.y[0] = aim.target;
    kernels.score(this.y, 1);
    checkPredictions(kernels, past.position, 1);
    const value = objectiveValue(kernels, aim);
    const common = {
      position: past.position,
      input: past.bytes[L],
      aim,
      targetIsTrue: past.next !== undefined && aim.target === past.next,
      predicted: argmax(weights, prediction.Z),
      P: prediction.P,
      topPredictions: likeliest(weights, prediction.P),
      logP: logProbability(prediction, aim.target),
      h,
    };
    this.setGradient(aim);
    const g = Float64Array.from(kernels.G.subarray(0, weights.H));
    const dense = yield* traceBackSteps(kernels, L, L);
    checkTrace(dense, past.position);
    // The other methods have no trace that could be made sparse.
    const backward = tracesBack(options.method) ? options.method : null;
    const tracing = backward && options.threshold?.scope === "tracing" ? options.threshold : null;
    let sparse: SparseLags | null = null;
    if (tracing) {
      this.setGradient(aim);
      sparse = yield* traceBackSparse(kernels, weights, L, L, tracing);
      checkTrace(sparse, past.position);
    }
    const replayed = yield* this.replayed(past, options, aim, value, v0);
    // Methods that run the net again are shown with the norms of the paper's trace.
    const { shares } = BACKWARD[backward ?? "gated"];
    const attribution = replayed?.attribution ?? shares(sparse ?? dense);
    checkAttribution(attribution, past.position);
    return {
      ...common,
      g,
      attribution,
      norms: (sparse ?? dense).norms,
      cells: cellsAt(kernels.shape, (sparse ?? dense).cells, before),
      ...marks(options, g, attribution, sparse),
      sparse: sparse && {
        neuronsKept: sparse.neuronsKept,
        fidelity: fidelity(attribution, shares(dense)),
      },
      integrated: replayed?.integrated ?? null,
    };
  }

  private setGradient(aim: Aim): void {
    this.kernels.score(this.y, 1);
    setCoefficients(this.kernels, aim);
    this.kernels.outputGradient(1);
  }

  /** The result of a method that runs the net again; null for the others. */
  private *replayed(
    past: Past,
    { method, baseline }: TraceOptions,
    aim: Aim,
    unchanged: number,
    mean: Float64Array | undefined,
  ): Generator<number, Attributed | null> {
    if (tracesBack(method)) return null;
    const { weights, kernels } = this;
    if (baseline === "mean" && !mean)
      throw new RangeError("the mean baseline needs the mean embedding");
    const v0 = baseline === "mean" && mean ? mean : new Float64Array(this.kernels.shape.inputSize);
    const replay = yield* Replay.begin(kernels, past, aim);
    const all = { kernels, weights, past, aim, replay, unchanged, baseline, v0 };
    return yield* REPLAYING[method].attribute(all);
  }
}

function capacityFor(depth: number): Capacity {
  return { rows: 1, window: depth + 1 };
}

/** @param before the state after byte t - 1 */
function cellsAt({ H, cell }: NetShape, gradient: Float64Array, before: Float64Array) {
  if (cell.parts === 1) return null;
  const activation = gradient.map((_, i) => before[(2 * Math.floor(i / H) + 1) * H + (i % H)]);
  return { gradient, activation };
}

function marks(
  { threshold }: TraceOptions,
  g: Float64Array,
  attribution: Float64Array,
  sparse: SparseLags | null,
) {
  if (!threshold) return { neuronsShown: null, offsetsShown: null };
  return {
    neuronsShown: sparse?.keptFirst ?? kept(threshold, squares(g, g.length), g),
    offsetsShown: kept(threshold, attribution.map(Math.abs), attribution),
  };
}
