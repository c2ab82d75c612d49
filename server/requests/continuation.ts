// sparseDiff/continue and sparseDiff/traceWritten: what the net writes on from a caret in an open document, and the trace
// of one of those bytes, as if they stood there. Both run in slices; nothing is kept and the document stays as it is.
import type { ResponseError } from "vscode-languageserver-protocol";
import { type Choosing, continuation, writtenPast } from "../attribution/continuation";
import { stateAfter } from "../attribution/forward";
import { lagsAt, type Past, type TraceOptions } from "../attribution/types";
import type { Binding } from "../documents/binding";
import { type Cancellation, inSlices } from "../jobs/slices";
import { type ContinuationMode, WRITTEN } from "../protocol/vocabulary/continuation";
import { tracesBack } from "../protocol/vocabulary/tracing";
import type {
  ContinueParams,
  ContinueResult,
  TraceWrittenParams,
  TraceWrittenResult,
} from "../protocol/wire/continuation";
import type { EditorTrace, FailureData } from "../protocol/wire/messages";
import { BESIDE, byteNames } from "../protocol/words/byteNames";
import { namedRange } from "../protocol/words/traceNames";
import { writtenCharacters } from "../protocol/words/writtenText";
import { createRandom } from "../training/random";
import { onDocument, pastAt } from "./guard";
import { spansByLag } from "./pastBytes";
import type { Session } from "./session";
import { tintsOf, totalsOf } from "./tints";
import { hashText, namedTrace, optionsOf } from "./trace";

export function choosing(mode: ContinuationMode): Choosing {
  if (mode.kind === "likeliest") return mode;
  const { uniform } = createRandom(mode.seed);
  return { kind: "sample", temperature: mode.temperature, uniform };
}

export function continueFrom(
  session: Session,
  params: ContinueParams,
  asked: Cancellation,
): Promise<ContinueResult | ResponseError<FailureData>> {
  return onDocument<ContinueResult>(session, params, "continue", asked, async (binding, wanted) => {
    const { uri, version, place, mode, count = WRITTEN } = params;
    const { bytes } = binding.document;
    const position = bytes.byteOfPosition(place);
    if (position === 0) return { kind: "noPast", version };
    const past = await pastAt(binding, version, position - 1, 0, wanted);
    if (!past || "kind" in past) return past;
    const tail = bytes.copyBytes(Math.max(0, position - BESIDE), position);
    const written = await inSlices(write(binding, past, tail, count, choosing(mode)), wanted);
    if (!written || wanted.isCancellationRequested) return undefined;
    const own = written.map(({ byte }) => byte);
    return {
      kind: "continuation",
      uri,
      version,
      position,
      bytes: written,
      names: byteNames([...tail, ...own]).slice(tail.length),
      characters: writtenCharacters(tail, own),
    };
  });
}

function write(binding: Binding, past: Past, tail: Uint8Array, count: number, how: Choosing) {
  return binding.withTracer(0, ({ kernels, weights }) =>
    continuation(kernels, weights, stateAfter(kernels, past), past.position, tail, count, how),
  );
}

export function traceWritten(
  session: Session,
  params: TraceWrittenParams,
  asked: Cancellation,
): Promise<TraceWrittenResult | ResponseError<FailureData>> {
  const { purpose } = params;
  return onDocument<TraceWrittenResult>(
    session,
    params,
    purpose,
    asked,
    async (binding, wanted) => {
      const { version, place } = params;
      const at = binding.document.bytes.byteOfPosition(place);
      if (at === 0) return { kind: "noPast", version };
      const options = optionsOf(params, binding);
      const end = await pastAt(binding, version, at - 1, options.depth, wanted);
      if (!end || "kind" in end) return end;
      await hashText(session, binding, wanted);
      if (wanted.isCancellationRequested) return undefined;
      const work = traceSteps(binding, end, params, options);
      const traced = await inSlices(work, wanted);
      if (!traced || wanted.isCancellationRequested) return undefined;
      return writtenTrace(session, binding, params, options, at, traced);
    },
  );
}

function* traceSteps(
  binding: Binding,
  end: Past,
  { bytes, index }: TraceWrittenParams,
  options: TraceOptions,
) {
  const mean = tracesBack(options.method) ? undefined : yield* binding.meanEmbedding();
  const lags = lagsAt(end.position + index, options.depth);
  return yield* binding.withTracer(lags, function* (tracer) {
    const written = Uint8Array.from(bytes.slice(0, index + 1));
    const past = yield* writtenPast(tracer.kernels, end, written, options.depth);
    return { past, result: yield* tracer.steps(past, options, mean) };
  });
}

/** @param at the byte after the caret, whose place the first written byte takes */
function writtenTrace(
  session: Session,
  binding: Binding,
  { uri, version, bytes: written, index }: TraceWrittenParams,
  options: TraceOptions,
  at: number,
  { past, result }: { past: Past; result: Parameters<typeof namedTrace>[4] },
): EditorTrace {
  const { bytes } = binding.document;
  const { from } = namedRange(past.position, past.bytes.length - 1, Number.POSITIVE_INFINITY);
  const all = [...bytes.copyBytes(Math.min(from, at), at), ...written];
  const around = Uint8Array.from(all.slice(Math.max(0, from - at)));
  const named = namedTrace(session, binding, options, past, result, around);
  const tail = bytes.copyBytes(Math.max(0, at - BESIDE), at);
  const own = writtenCharacters(tail, written).find(({ to }) => to > index);
  const character =
    own && own.text !== null
      ? { text: own.text, bytes: written.slice(own.from, own.to), index: index - own.from }
      : null;
  return {
    kind: "trace",
    uri,
    version,
    ...named,
    target: null,
    character,
    written: { index },
    ...inDocument(binding, named, at, index),
  };
}

/** What of the trace stands in the document: all that is further back than the `index` bytes written before. */
function inDocument(
  { document: { bytes } }: Binding,
  { trace: { offsets }, shownFrom }: Pick<EditorTrace, "trace" | "shownFrom">,
  at: number,
  index: number,
): Pick<EditorTrace, "offsetSpans" | "tints" | "totals"> {
  const caret = bytes.utf16OfByte(at);
  const none = { utf16Start: caret, utf16End: caret };
  const offsetSpans = offsets.map(() => none);
  const before = offsets.slice(index);
  if (before.length === 0) return { offsetSpans, tints: [], totals: { words: [], lines: [] } };
  const lagged = <T extends { nearest: number; farthest: number }>(totals: readonly T[]) =>
    totals.map((total) => ({
      ...total,
      nearest: total.nearest + index,
      farthest: total.farthest + index,
    }));
  const { words, lines } = totalsOf(bytes, at - 1, before);
  return {
    offsetSpans: [...offsetSpans.slice(0, index), ...spansByLag(bytes, at - 1, before.length - 1)],
    tints: tintsOf(bytes, at - 1, before, shownFrom.offsets.slice(index)),
    totals: { words: lagged(words), lines: lagged(lines) },
  };
}
