// sparseDiff/trace: explains one prediction at a place in an open document. Short gradient traces are answered at
// once; long ones, occlusion and integrated gradients run in slices.
import { ResponseError } from "vscode-languageserver-protocol";
import { netSummary } from "../answers/netSummary";
import { traceJson } from "../answers/traceJson";
import { methodFor } from "../attribution/asked";
import { rankOf } from "../attribution/objective";
import { nucleusShownFrom, squares } from "../attribution/sparsity";
import { type Trace, traceOperations } from "../attribution/trace";
import { lagsAt, type Past, type TraceOptions } from "../attribution/types";
import type { Binding } from "../documents/binding";
import { shownCharacterAt } from "../documents/characters";
import { type Cancellation, inSlices } from "../jobs/slices";
import { shapeOf } from "../kernels/shape";
import { tracesBack } from "../protocol/vocabulary/tracing";
import type {
  EditorTrace,
  FailureData,
  Span,
  TraceParams,
  TraceResult,
} from "../protocol/wire/messages";
import { smallness } from "../protocol/words/certainty";
import { namedRange, traceNames } from "../protocol/words/traceNames";
import { countingBits } from "./counting";
import { onDocument, pastOfPlace } from "./guard";
import { spansByLag } from "./pastBytes";
import type { Session } from "./session";
import { tintsOf, totalsOf } from "./tints";

/** Deeper traces are for the command line; the editor shows about a screen of the past. */
export const MOST_LAGS = 2000;
const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** Operations in the longest trace that is made without a pause: about ten milliseconds. */
const AT_ONCE = 2e8;

export function trace(
  session: Session,
  params: TraceParams,
  asked: Cancellation,
): Promise<TraceResult | ResponseError<FailureData>> {
  return onDocument<TraceResult>(
    session,
    params,
    params.purpose,
    asked,
    async (binding, wanted) => {
      const options = optionsOf(params, binding);
      const past = await pastOfPlace(binding, params, options.depth, wanted);
      if (!past || "kind" in past || past instanceof ResponseError) return past;
      await hashText(session, binding, wanted);
      if (wanted.isCancellationRequested) return undefined;
      const result = await traceOf(binding, past, options, wanted);
      if (!result || wanted.isCancellationRequested) return undefined;
      return editorTrace(session, binding, params, options, past, result);
    },
  );
}

export function optionsOf(
  { settings }: Pick<TraceParams, "settings">,
  { model: { weights } }: Binding,
): TraceOptions {
  const method = methodFor(weights, settings.method);
  return { ...settings, method, depth: Math.min(settings.depth, MOST_LAGS), baseline: "mean" };
}

/** The numbers of a trace, in slices unless it is short and a tracer is free. */
export async function traceOf(
  binding: Binding,
  past: Past,
  options: TraceOptions,
  token: Cancellation,
): Promise<Trace | undefined> {
  const depth = lagsAt(past.position, options.depth);
  const quick = traceOperations(shapeOf(binding.model.weights), depth, options) <= AT_ONCE;
  const idle = quick ? binding.idleTracer(depth) : undefined;
  if (idle) return idle.trace(past, options);
  return inSlices(steps(binding, depth, past, options), token);
}

/** Uses a tracer of its own, so that other traces can be answered meanwhile. */
function* steps(binding: Binding, depth: number, past: Past, options: TraceOptions) {
  const mean = tracesBack(options.method) ? undefined : yield* binding.meanEmbedding();
  return yield* binding.withTracer(depth, (tracer) => tracer.steps(past, options, mean));
}

function editorTrace(
  session: Session,
  binding: Binding,
  params: TraceParams,
  options: TraceOptions,
  past: Past,
  result: Trace,
): EditorTrace {
  const { bytes } = binding.document;
  const { from, to } = namedRange(past.position, past.bytes.length - 1, bytes.byteLength);
  const named = namedTrace(session, binding, options, past, result, bytes.copyBytes(from, to));
  const { offsets, targetIsTrue } = named.trace;
  const counted = targetIsTrue ? countingBits(binding, past.position + 1) : null;
  return {
    kind: "trace",
    uri: params.uri,
    version: params.version,
    ...named,
    ...explainedCharacter(bytes, past.position + 1),
    offsetSpans: spansByLag(bytes, past.position, offsets.length - 1),
    tints: tintsOf(bytes, past.position, offsets, named.shownFrom.offsets),
    totals: totalsOf(bytes, past.position, offsets),
    ...(counted !== null && { countingBits: counted }),
  };
}

/** After this headOf() has the hash at hand, which a text of 50 MB takes a tenth of a second for, whole, after an edit at its top. */
export async function hashText(
  { files }: Session,
  { document: { bytes } }: Binding,
  wanted: Cancellation,
): Promise<void> {
  await inSlices(bytes.hashing(files), wanted);
}

/** What every JSON about a prediction names first. */
export function headOf(
  { files }: Session,
  { document: { bytes }, model }: Binding,
): Pick<EditorTrace["trace"], "model" | "text"> {
  return {
    model: { hiddenSize: model.weights.H, sha256: model.sha256 },
    text: { bytes: bytes.byteLength, sha256: bytes.sha256(files) },
  };
}

type NamedTrace = Pick<
  EditorTrace,
  "trace" | "net" | "names" | "targetRank" | "shownFrom" | "isUsable"
>;

/**
 * The numbers of a trace, with the names of its bytes.
 * @param around the bytes of namedRange(), whether the document holds them or not
 */
export function namedTrace(
  session: Session,
  binding: Binding,
  options: TraceOptions,
  past: Past,
  result: Trace,
  around: Uint8Array,
): NamedTrace {
  const net = netSummary(binding.model);
  const source = { ...headOf(session, binding), net, bytes: past.bytes };
  const trace = traceJson(result, options, source);
  const neuronsFrom = nucleusShownFrom(squares(result.g, result.g.length));
  const { from } = namedRange(past.position, past.bytes.length - 1, Number.POSITIVE_INFINITY);
  return {
    trace,
    net,
    names: traceNames(trace, around, from),
    targetRank: rankOf(result, result.aim.target),
    shownFrom: {
      neurons: trace.neurons.map((n) => neuronsFrom[n.neuron]),
      offsets: Array.from(nucleusShownFrom(result.attribution.map(Math.abs))),
    },
    isUsable: smallness(trace) === null,
  };
}

function explainedCharacter(
  bytes: Binding["document"]["bytes"],
  explained: number,
): { target: Span | null; character: EditorTrace["character"] } {
  if (explained >= bytes.byteLength) return { target: null, character: null };
  const at = shownCharacterAt(bytes, explained);
  const whole = bytes.copyBytes(at.byteStart, at.byteEnd);
  return {
    target: { utf16Start: at.utf16Start, utf16End: at.utf16End },
    character: {
      text: utf8.decode(whole),
      bytes: Array.from(whole),
      index: explained - at.byteStart,
    },
  };
}
