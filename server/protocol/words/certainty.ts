// Whether the attributions of a trace can be used, and if not, why not: from p, and from what made them small. The one
// place that judges it, for the hover, the sidebar, the reading text and the command line. Methods and prices of
// tracing are told elsewhere.

import { tracesBack } from "../vocabulary/tracing";
import type { TraceJson } from "../wire/traceJson";
import { appliedWhileTracing } from "../wire/traceJson";
import { MINUS, probability, three } from "./numbers";

/** Below this in nats an attribution is rounding (docs/method.md, section 5). */
const NO_GRADIENT = 1e-5;
/** Below this 1 - p and what it multiplies run out of float32. */
const LEAST_REST = 1e-30;
const NEARLY = 0.99;

export type Smallness =
  /** A byte held against itself. */
  | "itself"
  /** Only for the factor 1 - p: the log-odds do depend on the past. */
  | "certain"
  | "noNeuron"
  /** Dropped by a threshold while tracing. */
  | "threshold"
  | "saturated"
  | "noByte"
  /** Bytes were replaced, and nothing came of it. */
  | "noChange";

/** Why no attribution of a trace can be used; null where one can. */
export function smallness(trace: TraceJson): Smallness | null {
  const { offsets, target, against, method, gradientNorm, neurons, integrated } = trace;
  const most = offsets.reduce((m, { attribution }) => Math.max(m, Math.abs(attribution)), 0);
  if (!(most < NO_GRADIENT) || integrated?.converged === false) return null;
  if (against === target) return "itself";
  if (!tracesBack(method)) return "noChange";
  // d log p = (1 - p) d log(p / (1 - p)): divided by its factor, certainty no longer makes it small.
  const factor = isOfLogProbability(trace) ? restOf(trace) : 1;
  if (factor < LEAST_REST || (factor < 1 - NEARLY && most / factor >= NO_GRADIENT))
    return "certain";
  if (gradientNorm / factor < NO_GRADIENT) return "noNeuron";
  if ((appliedWhileTracing(trace)?.relativeL1 ?? 0) > 0) return "threshold";
  if (method === "gated" && neurons.every(({ gate }) => gate < NO_GRADIENT)) return "saturated";
  return "noByte";
}

/** Why the attributions cannot be used, or why a gradient is small although they can; null where neither holds. */
export function certaintySentence(trace: TraceJson): string | null {
  const norm = `gradient norm ${three(trace.gradientNorm)} nats`;
  const none = `every attribution is below 1e${MINUS}5 nats`;
  switch (smallness(trace)) {
    case "itself":
      return "A byte against itself: the difference is zero, whatever the text says.";
    case "certain":
      return "Certain beyond measure: no usable gradient.";
    case "noNeuron":
      return `No usable gradient: no neuron moves this target here (${norm}).`;
    case "threshold":
      return `The threshold leaves nothing to trace: ${none}, ${three(trace.threshold?.neuronsKept ?? 0)} neurons a step are kept.`;
    case "saturated":
      return `No usable gradient: every neuron is saturated and passes nothing on to the bytes (${norm}).`;
    case "noByte":
      return `No usable gradient: it reaches the neurons (${norm}) but no traced byte; ${none}.`;
    case "noChange":
      return `No traced byte makes a difference when it is replaced: ${none}.`;
    case null:
      return nearlyCertain(trace);
  }
}

function nearlyCertain(trace: TraceJson): string | null {
  if (!tracesBack(trace.method) || !isOfLogProbability(trace) || !(trace.probability > NEARLY))
    return null;
  return `Nearly certain (p ${targetProbability(trace)}): gradients carry the factor 1 ${MINUS} p, ${three(restOf(trace))}; occlusion may say more.`;
}

/** One byte held against another is a difference of logits, whatever the objective. */
function isOfLogProbability({ objective, against }: TraceJson): boolean {
  return objective === "logprob" && against === undefined;
}

/** 1 - p from the bits, which are a sum of the other probabilities: never a subtraction. */
function restOf({ bits }: TraceJson): number {
  return -Math.expm1(-bits * Math.LN2);
}

/** p of the target, 1 - p exact. */
export function targetProbability(trace: TraceJson): string {
  return probability(trace.probability, restOf(trace));
}
