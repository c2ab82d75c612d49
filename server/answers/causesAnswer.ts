// The causes of one prediction of a text held in memory. Yields the fraction done. What is asked has been checked.
import { paced, within } from "../attribution/backward";
import { memoryOf } from "../attribution/causes/memory";
import { causesOf } from "../attribution/causes/sets";
import { WindowRuns } from "../attribution/causes/window";
import { pastSteps } from "../attribution/forward";
import { Tracer } from "../attribution/trace";
import { lagsAt, optionsFor } from "../attribution/types";
import { shapeOf } from "../kernels/shape";
import { byteCounts, meanEmbedding } from "../nets/weights";
import type { Baseline, Target } from "../protocol/vocabulary/tracing";
import type { CausesJson } from "../protocol/wire/causesJson";
import type { TraceJson } from "../protocol/wire/traceJson";
import { causesJson } from "./causesJson";
import { netSummary } from "./netSummary";
import { headOf, type Subject } from "./subject";
import { traceJson } from "./traceJson";

/** The part of the work that reads the text up to the place. */
const READING = 0.2;

/** A search over more takes hours. */
export const MOST_CAUSE_LAGS = 1000;

export interface CausesQuestion {
  /** t: the current byte. */
  readonly at: number;
  readonly depth: number;
  readonly baseline: Exclude<Baseline, "average">;
  readonly target: Target;
}

export interface CausesAnswer {
  readonly json: CausesJson;
  /** The prediction itself, by the gradient. */
  readonly trace: TraceJson;
}

export function* causesAnswer(
  subject: Subject,
  { at, depth: asked, baseline, target: asking }: CausesQuestion,
): Generator<number, CausesAnswer> {
  const { text, model, backend } = subject;
  const { weights } = model;
  const shape = shapeOf(weights);
  const options = { ...optionsFor(shape), depth: asked, target: asking };
  const depth = lagsAt(at, asked);
  const tracer = new Tracer(backend, weights, depth);
  const past = yield* within(pastSteps(tracer.kernels, text.bytes, at, depth), 0, READING);
  const trace = tracer.trace(past, options);
  const v0 =
    baseline === "mean"
      ? meanEmbedding(weights, byteCounts(text.bytes))
      : new Float64Array(shape.inputSize);
  const { target } = trace.aim;
  const runs = yield* paced(WindowRuns.make(backend, weights, depth), READING);
  const found = yield* within(causesOf(runs.aim(past, target, v0)), READING, 1);
  const memory = yield* paced(memoryOf(runs.kernels, text.bytes, at, target), 1);
  const traced = traceJson(trace, options, {
    ...headOf(subject),
    net: netSummary(model),
    bytes: past.bytes,
  });
  const json = {
    ...predictionOf(traced),
    depth: asked,
    baseline,
    ...causesJson(found, memory, trace.attribution),
  };
  return { json, trace: traced };
}

function predictionOf(trace: TraceJson) {
  const { model, text, position, input, target, targetIsTrue, predicted, probability } = trace;
  return { model, text, position, input, target, targetIsTrue, predicted, probability };
}
