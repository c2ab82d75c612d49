// The traces of a text held in memory, of one byte and of what is wider. Yields the fraction done. What is asked has been
// checked.
import { within } from "../attribution/backward";
import { pastSteps } from "../attribution/forward";
import { Tracer } from "../attribution/trace";
import { lagsAt, type TraceOptions } from "../attribution/types";
import { traceNeuron, traceSpan } from "../attribution/wideTargets";
import { byteCounts, meanEmbedding } from "../nets/weights";
import type { GradientMethod } from "../protocol/vocabulary/tracing";
import type { NeuronTraceJson, SpanTraceJson } from "../protocol/wire/causesJson";
import type { TraceJson } from "../protocol/wire/traceJson";
import { netSummary } from "./netSummary";
import { headOf, type Subject } from "./subject";
import { traceJson } from "./traceJson";
import { neuronTraceJson, spanTraceJson } from "./wideJson";

/** The part of the work that reads the text up to the place. */
const READING = 0.7;

export interface TraceQuestion extends TraceOptions {
  /** t: the current byte. */
  readonly at: number;
}

export function* traceAnswer(
  subject: Subject,
  { at, ...options }: TraceQuestion,
): Generator<number, TraceJson> {
  const { text, model, backend } = subject;
  const { weights } = model;
  const lags = lagsAt(at, options.depth);
  const tracer = new Tracer(backend, weights, lags);
  const past = yield* within(pastSteps(tracer.kernels, text.bytes, at, lags), 0, READING);
  const mean = meanEmbedding(weights, byteCounts(text.bytes));
  const trace = yield* inLags(tracer.steps(past, options, mean), lags);
  return traceJson(trace, options, {
    ...headOf(subject),
    net: netSummary(model),
    bytes: past.bytes,
  });
}

interface Wide {
  readonly depth: number;
  readonly method: GradientMethod;
}

export interface SpanQuestion extends Wide {
  /** Bytes from .. to), 1 <= from < to. */
  readonly from: number;
  readonly to: number;
}

export interface NeuronQuestion extends Wide {
  readonly at: number;
  readonly neuron: number;
}

/** The lags of a trace of a span. */
export function spanLags({ from, to, depth }: Omit<SpanQuestion, "method">): number {
  return to - 2 - Math.max(0, from - 1 - depth);
}

export function* spanAnswer(
  subject: Subject,
  question: SpanQuestion,
): Generator<number, SpanTraceJson> {
  const { from, to, method, depth } = question;
  const { text, model, backend } = subject;
  const position = to - 2;
  const lags = spanLags(question);
  const kernels = backend.bind(model.weights, { rows: 1, window: lags + 1 });
  const past = yield* within(pastSteps(kernels, text.bytes, position, lags), 0, READING);
  const next = text.bytes.subarray(position - lags + 1, to);
  const trace = yield* inLags(traceSpan(kernels, past, next, to - from, method), lags);
  const source = { ...headOf(subject), method, depth, position, bytes: past.bytes };
  return spanTraceJson(trace, source, question);
}

export function* neuronAnswer(
  subject: Subject,
  { at, neuron, method, depth }: NeuronQuestion,
): Generator<number, NeuronTraceJson> {
  const { text, model, backend } = subject;
  const lags = lagsAt(at, depth);
  const kernels = backend.bind(model.weights, { rows: 1, window: lags + 1 });
  const past = yield* within(pastSteps(kernels, text.bytes, at, lags), 0, READING);
  const trace = yield* inLags(traceNeuron(kernels, past, neuron, method), lags);
  const source = { ...headOf(subject), method, depth, position: at, bytes: past.bytes };
  return neuronTraceJson(trace, source, neuron);
}

/** Tracing yields lags. */
function* inLags<T>(work: Generator<number, T>, lags: number): Generator<number, T> {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    yield READING + ((1 - READING) * step.value) / (lags + 1);
  }
}
