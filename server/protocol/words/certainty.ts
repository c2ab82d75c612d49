// Whether the attributions of a trace can be used, and if not, why: judged from p, and from what made them small. The
// only place that decides this, for the hover, the sidebar, the reading text and the command line. Not here: methods
// and the cost of sparse tracing.
import { tracesBack } from "../vocabulary/tracing";
import { appliedWhileTracing, type TraceJson } from "../wire/traceJson";
import { l10n } from "./l10n";
import { keptWords } from "./neuronNames";
import { MINUS, probability, three } from "./numbers";

/** Attributions below this, in nats, are rounding (docs/method.md, section 5). */
export const NO_GRADIENT = 1e-5;
/** Below this, 1 - p and its products underflow in float32. */
const LEAST_REST = 1e-30;
const NEARLY = 0.99;

export type Smallness =
  /** A byte compared with itself. */
  | "itself"
  /** Only because of the factor 1 - p; the log-odds do depend on the past. */
  | "certain"
  | "noNeuron"
  /** Dropped by a threshold while tracing. */
  | "threshold"
  | "saturated"
  | "noByte"
  /** Replacing bytes changed nothing. */
  | "noChange";

function largestOf({ offsets }: Pick<TraceJson, "offsets">): number {
  return offsets.reduce((m, { attribution }) => Math.max(m, Math.abs(attribution)), 0);
}

/** Whether a neuron of an Elman net passes nothing on; other cells have several gates. */
function isShut({ gate }: TraceJson["neurons"][number]): boolean {
  return gate !== undefined && gate < NO_GRADIENT;
}

/** Whether an attribution of a trace of several bytes or of a neuron is more than rounding. */
export function isUsableWide(trace: Pick<TraceJson, "offsets">): boolean {
  return largestOf(trace) >= NO_GRADIENT;
}

/** Why no attribution of a trace can be used; null if one can. */
export function smallness(trace: TraceJson): Smallness | null {
  const { target, against, method, gradientNorm, neurons, integrated } = trace;
  const most = largestOf(trace);
  if (!(most < NO_GRADIENT) || integrated?.converged === false) return null;
  if (against === target) return "itself";
  if (!tracesBack(method)) return "noChange";
  // d log p = (1 - p) d log(p / (1 - p)): dividing by the factor removes the effect of certainty.
  const factor = isOfLogProbability(trace) ? restOf(trace) : 1;
  if (factor < LEAST_REST || (factor < 1 - NEARLY && most / factor >= NO_GRADIENT))
    return "certain";
  if (gradientNorm / factor < NO_GRADIENT) return "noNeuron";
  if ((appliedWhileTracing(trace)?.relativeL1 ?? 0) > 0) return "threshold";
  if (method === "gated" && neurons.every(isShut)) return "saturated";
  return "noByte";
}

/**
 * Why there is no gradient to follow from neuron to neuron; null if there is one. Whether it reaches a byte does not matter.
 * A method that runs the net again, or a threshold, says nothing of its size, so then the norm alone decides.
 */
export function noGradientSentence(trace: TraceJson): string | null {
  const isDense = tracesBack(trace.method) && appliedWhileTracing(trace) === null;
  const ofGradient: TraceJson = isDense
    ? trace
    : { ...trace, method: "gradient", offsets: [], threshold: null };
  const why = smallness(ofGradient);
  return why === null || why === "noByte" ? null : certaintySentence(ofGradient);
}

/** Why the attributions cannot be used, or why a usable gradient is small; null if neither applies. */
export function certaintySentence(trace: TraceJson): string | null {
  const norm = l10n`gradient norm ${three(trace.gradientNorm)} nats`;
  const none = l10n`every attribution is below 1e${MINUS}5 nats`;
  switch (smallness(trace)) {
    case "itself":
      return l10n`A byte against itself: the difference is zero, whatever the text says.`;
    case "certain":
      return l10n`Certain beyond measure: no usable gradient.`;
    case "noNeuron":
      return l10n`No usable gradient: no neuron moves this target here (${norm}).`;
    case "threshold":
      return l10n`The threshold leaves nothing to trace: ${none}, ${keptWords(trace.threshold?.neuronsKept ?? 0, trace)} a step are kept.`;
    case "saturated":
      return l10n`No usable gradient: every neuron is saturated and passes nothing on to the bytes (${norm}).`;
    case "noByte":
      return l10n`No usable gradient: it reaches the neurons (${norm}) but no traced byte; ${none}.`;
    case "noChange":
      return l10n`No traced byte makes a difference when it is replaced: ${none}.`;
    case null:
      return nearlyCertain(trace);
  }
}

function nearlyCertain(trace: TraceJson): string | null {
  if (!tracesBack(trace.method) || !isOfLogProbability(trace) || !(trace.probability > NEARLY))
    return null;
  return l10n`Nearly certain (p ${targetProbability(trace)}): gradients carry the factor 1 ${MINUS} p, ${three(restOf(trace))}; occlusion may say more.`;
}

/** Comparing two bytes gives a difference of logits, whatever the objective. */
function isOfLogProbability({ objective, against }: TraceJson): boolean {
  return objective === "logprob" && against === undefined;
}

/** 1 - p computed from the bits, which come from the sum of the other probabilities; never by subtraction. */
function restOf({ bits }: TraceJson): number {
  return -Math.expm1(-bits * Math.LN2);
}

/** p of the target, using the exact 1 - p. */
export function targetProbability(trace: TraceJson): string {
  return probability(trace.probability, restOf(trace));
}
