// sparseDiff/wideTrace: explains a selection of an open document, or why a neuron is on, by one backward pass. Runs in
// slices.
import type { ResponseError } from "vscode-languageserver-protocol";
import { netSummary } from "../answers/netSummary";
import { neuronTraceJson, spanTraceJson } from "../answers/wideJson";
import { methodFor } from "../attribution/asked";
import { nucleusShownFrom } from "../attribution/sparsity";
import { lagsAt, type Past } from "../attribution/types";
import { traceNeuron, traceSpan } from "../attribution/wideTargets";
import type { Binding } from "../documents/binding";
import { shownCharacterAt } from "../documents/characters";
import { type Cancellation, inSlices } from "../jobs/slices";
import { isPredicted } from "../kernels/shape";
import type { NeuronTraceJson, SpanTraceJson } from "../protocol/wire/causesJson";
import type { FailureData } from "../protocol/wire/messages";
import type { EditorWideTrace, WideTraceParams, WideTraceResult } from "../protocol/wire/wideTrace";
import { isUsableWide } from "../protocol/words/certainty";
import { l10n } from "../protocol/words/l10n";
import { several } from "../protocol/words/numbers";
import { explainedByte, failure, onDocument, outside, pastAt } from "./guard";
import { namesByLag, spansByLag } from "./pastBytes";
import type { Session } from "./session";
import { tintsOf, totalsOf } from "./tints";
import { headOf, MOST_LAGS } from "./trace";

/** What is traced: the bytes up to `position`, back to lag `lags`, for bytes from .. to) or for a neuron. */
type Stretch = { readonly position: number; readonly lags: number } & (
  | { readonly kind: "span"; readonly from: number; readonly to: number }
  | { readonly kind: "neuron"; readonly neuron: number }
);

export function wideTrace(
  session: Session,
  params: WideTraceParams,
  asked: Cancellation,
): Promise<WideTraceResult | ResponseError<FailureData>> {
  const { purpose } = params;
  return onDocument<WideTraceResult>(session, params, purpose, asked, async (binding, wanted) => {
    const { uri, version } = params;
    const stretch = stretchOf(binding, params);
    if (!stretch) return { kind: "noPast", version };
    if (!("position" in stretch)) return stretch;
    const { position, lags } = stretch;
    const unpredicted = nonePredicted(binding, stretch);
    if (unpredicted !== undefined)
      return outside(binding.document.bytes, stretch.position + 1, unpredicted, version);
    const past = await pastAt(binding, version, position, lags, wanted);
    if (!past || "kind" in past) return past;
    const trace = await inSlices(run(session, binding, params, stretch, past), wanted);
    if (!trace || wanted.isCancellationRequested) return undefined;
    return { kind: "wide", uri, version, ...shown(binding, stretch, trace) };
  });
}

/** Undefined if nothing but the first byte is asked about. */
export function stretchOf(
  { document: { bytes }, model }: Binding,
  { target, depth }: Pick<WideTraceParams, "target" | "depth">,
): Stretch | ResponseError<FailureData> | undefined {
  const past = Math.min(depth, MOST_LAGS);
  if (target.kind === "neuron") {
    const { kind, neuron } = target;
    const { H } = model.weights;
    if (neuron >= H) return failure("request", l10n`neuron ${neuron}: expected 0 to ${H - 1}`);
    const position = explainedByte(bytes, target) - 1;
    return position < 0 ? undefined : { kind, position, lags: lagsAt(position, past), neuron };
  }
  const { kind } = target;
  const start = bytes.byteOfPosition(target.start);
  const to = bytes.byteOfPosition(target.end);
  if (start >= to) return failure("request", l10n`span: expected an end after its start`);
  const from = Math.max(1, start);
  if (from >= to) return undefined;
  const most = Math.max(1, MOST_LAGS - past);
  if (to - from > most) {
    const limit = l10n`at most ${several(most, "byte")} are explained together at depth ${past}`;
    return failure("request", l10n`The selection has ${several(to - from, "byte")}; ${limit}.`);
  }
  const position = to - 2;
  return { kind, position, lags: position - Math.max(0, from - 1 - past), from, to };
}

/** The last byte of a span that has no byte of the alphabet. */
export function nonePredicted({ document: { bytes }, model }: Binding, stretch: Stretch) {
  if (stretch.kind !== "span" || !model.weights.alphabet) return undefined;
  const all = bytes.copyBytes(stretch.from, stretch.to);
  return all.some((byte) => isPredicted(model.weights, byte)) ? undefined : all.at(-1);
}

function* run(
  session: Session,
  binding: Binding,
  { method: asked, depth }: WideTraceParams,
  stretch: Stretch,
  past: Past,
): Generator<unknown, SpanTraceJson | NeuronTraceJson> {
  const method = methodFor(binding.model.weights, asked);
  const { bytes } = binding.document;
  const { position, lags } = stretch;
  yield* bytes.hashing(session.files);
  const source = { ...headOf(session, binding), method, depth, position, bytes: past.bytes };
  const next = bytes.copyBytes(position - lags + 1, Math.min(bytes.byteLength, position + 2));
  return yield* binding.withTracer(lags, function* ({ kernels }) {
    if (stretch.kind === "neuron") {
      const trace = yield* traceNeuron(kernels, past, stretch.neuron, method);
      return neuronTraceJson(trace, source, stretch.neuron);
    }
    const count = stretch.to - stretch.from;
    const work = traceSpan(kernels, past, next, count, method);
    return spanTraceJson(yield* work, source, stretch);
  });
}

function shown(
  { document: { bytes }, model }: Binding,
  { position, lags, ...stretch }: Stretch,
  trace: SpanTraceJson | NeuronTraceJson,
): Omit<EditorWideTrace, "kind" | "uri" | "version"> {
  const { offsets } = trace;
  const shownFrom = nucleusShownFrom(Float64Array.from(offsets, (o) => Math.abs(o.attribution)));
  const [first, last] =
    stretch.kind === "span" ? [stretch.from, stretch.to - 1] : [position, position];
  const { utf16Start } = shownCharacterAt(bytes, first);
  const { utf16End } = shownCharacterAt(bytes, last);
  return {
    trace,
    net: netSummary(model),
    names: { offsets: namesByLag(bytes, position, lags) },
    target: { utf16Start, utf16End },
    offsetSpans: spansByLag(bytes, position, lags),
    tints: tintsOf(bytes, position, offsets, shownFrom),
    totals: totalsOf(bytes, position, offsets),
    shownFrom: { offsets: Array.from(shownFrom) },
    isUsable: isUsableWide(trace),
  };
}
