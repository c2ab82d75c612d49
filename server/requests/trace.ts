// sparseDiff/trace: explains one prediction at a place in an open document. Short gradient traces are answered at
// once; long ones, occlusion and integrated gradients run in slices.

import type { ResponseError } from "vscode-languageserver-protocol";
import { rankOf } from "../attribution/objective";
import { nucleusShownFrom, squares } from "../attribution/sparsity";
import { type Trace, traceOperations } from "../attribution/trace";
import { lagsAt, type Past, type TraceOptions } from "../attribution/types";
import type { Binding } from "../documents/binding";
import { shownCharacterAt } from "../documents/characters";
import { type Cancellation, inSlices } from "../jobs/slices";
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
import { explainedByte, onDocument } from "./guard";
import { spansByLag } from "./pastBytes";
import type { Session } from "./session";
import { tintsOf, totalsOf } from "./tints";
import { traceJson } from "./traceJson";

/** Deeper traces are for the command line; the editor shows about a screen of the past. */
export const MOST_LAGS = 2000;
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
      const { version } = params;
      const explained = explainedByte(binding.document.bytes, params);
      if (explained === 0) return { kind: "noPast", version };
      const options = optionsOf(params);
      await inSlices(binding.approach(explained - 1, options.depth), wanted);
      if (wanted.isCancellationRequested) return undefined;
      const past = binding.past(explained - 1, options.depth);
      if (!past)
        return { kind: "pending", version, percent: binding.want(explained - 1, options.depth) };
      const result = await run(binding, past, options, wanted);
      if (!result || wanted.isCancellationRequested) return undefined;
      return editorTrace(session, binding, params, options, past, result, explained);
    },
  );
}

function optionsOf({ settings }: TraceParams): TraceOptions {
  return { ...settings, depth: Math.min(settings.depth, MOST_LAGS), baseline: "mean" };
}

async function run(
  binding: Binding,
  past: Past,
  options: TraceOptions,
  token: Cancellation,
): Promise<Trace | undefined> {
  const depth = lagsAt(past.position, options.depth);
  const quick = traceOperations(binding.model.weights.H, depth, options) <= AT_ONCE;
  const idle = quick ? binding.idleTracer(depth) : undefined;
  if (idle) return idle.trace(past, options);
  return inSlices(steps(binding, depth, past, options), token);
}

/** Uses a tracer of its own, so that other traces can be answered meanwhile. */
function* steps(binding: Binding, depth: number, past: Past, options: TraceOptions) {
  const mean = tracesBack(options.method) ? undefined : yield* binding.meanEmbedding();
  const tracer = yield* binding.borrowTracer(depth);
  try {
    return yield* tracer.steps(past, options, mean);
  } finally {
    binding.handBack(tracer);
  }
}

function editorTrace(
  session: Session,
  { document, model }: Binding,
  params: TraceParams,
  options: TraceOptions,
  past: Past,
  result: Trace,
  explained: number,
): EditorTrace {
  const { bytes } = document;
  const json = traceJson(result, options, {
    model: { hiddenSize: model.weights.H, sha256: model.sha256 },
    text: { bytes: bytes.byteLength, sha256: bytes.sha256(session.files) },
    bytes: past.bytes,
  });
  const neuronsFrom = nucleusShownFrom(squares(result.g, result.g.length));
  const offsetsFrom = nucleusShownFrom(result.attribution.map(Math.abs));
  const { target } = result.aim;
  const { from, to } = namedRange(past.position, json.offsets.length - 1, bytes.byteLength);
  return {
    kind: "trace",
    uri: params.uri,
    version: params.version,
    trace: json,
    names: traceNames(json, bytes.copyBytes(from, to), from),
    targetRank: rankOf(result, target),
    ...explainedCharacter(document.bytes, explained),
    offsetSpans: spansByLag(bytes, past.position, json.offsets.length - 1),
    tints: tintsOf(bytes, past.position, json.offsets, offsetsFrom),
    totals: totalsOf(bytes, past.position, json.offsets),
    shownFrom: {
      neurons: json.neurons.map((n) => neuronsFrom[n.neuron]),
      offsets: Array.from(offsetsFrom),
    },
    isUsable: smallness(json) === null,
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
      text: Buffer.from(whole).toString("utf8"),
      bytes: Array.from(whole),
      index: explained - at.byteStart,
    },
  };
}
