// sparseDiff/causes: which earlier bytes a prediction at a place in an open document rests on. Runs in slices, so that
// traces are answered meanwhile. sparseDiff/memory: how far back the net looks over the whole document.
import { ResponseError } from "vscode-languageserver-protocol";
import { causesJson } from "../answers/causesJson";
import { paced } from "../attribution/backward";
import { memoryOf } from "../attribution/causes/memory";
import { causesOf } from "../attribution/causes/sets";
import { optionsFor, type Past } from "../attribution/types";
import type { Binding } from "../documents/binding";
import { memoryOnThreads } from "../jobs/memoryJob";
import { type Cancellation, inSlices } from "../jobs/slices";
import type { Runs } from "../kernels/runs";
import { shapeOf } from "../kernels/shape";
import { MEMORY_LENGTHS } from "../protocol/vocabulary/causes";
import { CAUSE_LAGS } from "../protocol/vocabulary/tracing";
import type {
  CausesParams,
  CausesProgress,
  CausesResult,
  EditorCauses,
  MemoryParams,
  MemoryResult,
} from "../protocol/wire/causes";
import type { FailureData } from "../protocol/wire/messages";
import { l10n } from "../protocol/words/l10n";
import { failure, onDocument, pastOfPlace } from "./guard";
import { namesByLag, spansByLag } from "./pastBytes";
import type { Session } from "./session";

const PROGRESS_MS = 100;

export function causes(
  session: Session,
  params: CausesParams,
  asked: Cancellation,
  tell: (progress: CausesProgress) => void,
): Promise<CausesResult | ResponseError<FailureData>> {
  return onDocument<CausesResult>(
    session,
    params,
    params.purpose,
    asked,
    async (binding, wanted) => {
      const { uri, version, settings } = params;
      if (settings.against !== undefined)
        return failure("request", l10n`against: causes are those of one byte's probability`);
      const depth = Math.min(settings.depth, CAUSE_LAGS);
      const past = await pastOfPlace(binding, params, depth, wanted);
      if (!past || "kind" in past || past instanceof ResponseError) return past;
      const work = search(binding, past, params, depth);
      const found = await inSlices(work, wanted, everyTenth(params.search, tell));
      if (!found || wanted.isCancellationRequested) return undefined;
      const { bytes } = binding.document;
      const lags = past.bytes.length - 1;
      const names = namesByLag(bytes, past.position, lags);
      const spans = spansByLag(bytes, past.position, lags);
      return { kind: "causes", uri, version, ...found, names, spans };
    },
  );
}

export function memory(
  session: Session,
  params: MemoryParams,
  asked: Cancellation,
): Promise<MemoryResult | ResponseError<FailureData>> {
  return onDocument<MemoryResult>(session, params, "memory", asked, async (binding, wanted) => {
    const { version } = params;
    const { reading } = binding;
    if (!reading.finished)
      return { kind: "pending", version, percent: Math.floor(100 * reading.fraction) };
    const { bitsPerByte, predictions, orderZeroBits } = reading.summary;
    const points = await memoryOnThreads(session.pool, binding, wanted);
    if (!points) return undefined;
    return { kind: "memory", version, points, bitsPerByte, predictions, orderZeroBits };
  });
}

/** Tells the fraction done, ten times a second at most. */
function everyTenth(search: number | undefined, tell: (progress: CausesProgress) => void) {
  let last = performance.now();
  return (fraction: number) => {
    const now = performance.now();
    if (search === undefined || now - last < PROGRESS_MS) return;
    last = now;
    tell({ search, fraction });
  };
}

type Found = Omit<EditorCauses, "kind" | "uri" | "version" | "names" | "spans">;

/** Yields the fraction that is done. */
function* search(
  binding: Binding,
  past: Past,
  { settings }: CausesParams,
  depth: number,
): Generator<number, Found> {
  const v0 = yield* paced(binding.meanEmbedding(), 0);
  const usual = optionsFor(shapeOf(binding.model.weights));
  const options = { ...usual, depth, target: settings.target };
  const tracing = binding.withTracer(depth, (tracer) => tracer.steps(past, options));
  const { aim, attribution, position } = yield* paced(tracing, 0);
  return yield* binding.withRuns(depth, function* (runs) {
    const found = yield* causesOf(runs.aim(past, aim.target, v0));
    const remembering = remembered(binding, runs.kernels, position, aim.target);
    const memory = yield* paced(remembering, 1);
    const json = causesJson(found, memory, attribution);
    return { position, target: aim.target, depth, baseline: "mean" as const, ...json };
  });
}

function remembered(
  { document: { bytes } }: Binding,
  runs: Runs,
  position: number,
  target: number,
) {
  const from = Math.max(0, position + 1 - MEMORY_LENGTHS[MEMORY_LENGTHS.length - 1]);
  return memoryOf(runs, bytes.copyBytes(from, position + 1), position - from, target);
}
