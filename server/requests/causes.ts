// sparseDiff/causes: which earlier bytes a prediction at a place in an open document rests on. Runs in slices, so that
// traces are answered meanwhile.
import type { ResponseError } from "vscode-languageserver-protocol";
import { agreementOf } from "../attribution/causes/agreement";
import { causesOf } from "../attribution/causes/sets";
import { defaultOptions, type Past } from "../attribution/types";
import type { Binding } from "../documents/binding";
import { shownCharacters } from "../documents/characters";
import { type Cancellation, inSlices } from "../jobs/slices";
import type { CausesParams, CausesResult } from "../protocol/wire/causes";
import type { FailureData, Span } from "../protocol/wire/messages";
import { byteNames } from "../protocol/words/byteNames";
import { explainedByte, failure, onDocument } from "./guard";
import type { Session } from "./session";

/** A search over more takes seconds; the command line has no such limit. */
export const MOST_LAGS = 128;
/** The longest character has four bytes. */
const BESIDE = 3;

export function causes(
  session: Session,
  params: CausesParams,
  asked: Cancellation,
): Promise<CausesResult | ResponseError<FailureData>> {
  return onDocument<CausesResult>(
    session,
    params,
    params.purpose,
    asked,
    async (binding, wanted) => {
      const { uri, version, settings } = params;
      if (settings.against !== undefined)
        return failure("request", "against: causes are those of one byte's probability");
      const explained = explainedByte(binding.document.bytes, params);
      if (explained === 0) return { kind: "noPast", version };
      const depth = Math.min(settings.depth, MOST_LAGS);
      await inSlices(binding.approach(explained - 1, depth), wanted);
      if (wanted.isCancellationRequested) return undefined;
      const past = binding.past(explained - 1, depth);
      if (!past) return { kind: "pending", version, percent: binding.want(explained - 1, depth) };
      const found = await inSlices(search(binding, past, params, depth), wanted);
      if (!found || wanted.isCancellationRequested) return undefined;
      return { kind: "causes", uri, version, ...found, ...namesOf(binding, past) };
    },
  );
}

function* search(binding: Binding, past: Past, { settings }: CausesParams, depth: number) {
  const v0 = yield* binding.meanEmbedding();
  const tracer = yield* binding.borrowTracer(depth);
  const runs = yield* binding.borrowRuns(depth);
  try {
    const options = { ...defaultOptions, depth, target: settings.target };
    const { aim, attribution, position } = yield* tracer.steps(past, options);
    const found = yield* causesOf(runs.aim(past, aim.target, v0));
    return {
      position,
      target: aim.target,
      bits: found.bits,
      occlusion: [...found.occlusion],
      sufficient: { ...found.sufficient, empty: found.sufficient.lags.length === 0 },
      necessary: found.necessary,
      agreement: agreementOf(attribution, found.occlusion),
    };
  } finally {
    binding.handBack(tracer);
    binding.handBackRuns(runs);
  }
}

/** By lag. */
function namesOf({ document: { bytes } }: Binding, { position, bytes: traced }: Past) {
  const first = position - traced.length + 1;
  const from = Math.max(0, first - BESIDE);
  const to = Math.min(bytes.byteLength, position + 1 + BESIDE);
  const all = byteNames(Array.from(bytes.copyBytes(from, to)));
  const names = Array.from(traced, (_, k) => all[position - k - from] ?? "");
  const { count, byteStart, utf16Start } = shownCharacters(bytes, first, position + 1);
  const spans = new Array<Span>(traced.length);
  for (let c = 0; c < count; c++) {
    const span = { utf16Start: utf16Start[c], utf16End: utf16Start[c + 1] };
    const last = Math.min(byteStart[c + 1] - 1, position);
    for (let byte = Math.max(byteStart[c], first); byte <= last; byte++)
      spans[position - byte] = span;
  }
  return { names, spans };
}
