// sparseDiff/compare, stopComparing, comparison and comparedAt: what is asked of the comparison of an open document, and the layer
// of differences. What is kept of one is in comparisons.ts.
import { ResponseError } from "vscode-languageserver-protocol";
import type { Trace } from "../attribution/trace";
import type { Past } from "../attribution/types";
import { comparisonOf as differencesOf } from "../comparison/differences";
import { lagDifferences } from "../comparison/lags";
import { type Binding, OpenDocument } from "../documents/binding";
import { Priority } from "../jobs/shared";
import { type Cancellation, inSlices, untilCancelled } from "../jobs/slices";
import { hasGradient, isPredicted, shapeOf } from "../kernels/shape";
import type {
  ComparedAt,
  ComparedAtParams,
  CompareParams,
  Comparing,
  Comparison as ComparisonAnswer,
  NotCompared,
} from "../protocol/wire/comparison";
import type { VerifyParams } from "../protocol/wire/measures";
import type { FailureData, NoPast, Pending, TraceSettings } from "../protocol/wire/messages";
import { byteName } from "../protocol/words/byteNames";
import { l10n } from "../protocol/words/l10n";
import { shortPath } from "../protocol/words/shortened";
import { modelSummary } from "./attach";
import {
  beginComparison,
  Comparison,
  comparisonOf,
  endComparison,
  nothingCompared,
} from "./comparisons";
import {
  cancelled,
  explainedByte,
  failure,
  modelFailure,
  onDocument,
  pastAt,
  stale,
} from "./guard";
import { namesByLag } from "./pastBytes";
import type { Session } from "./session";
import { optionsOf, traceOf } from "./trace";

type Failure = ResponseError<FailureData>;

export async function compare(
  session: Session,
  { uri, with: side }: CompareParams,
  token: Cancellation,
): Promise<Comparing | Failure> {
  const binding = session.binding(uri);
  if (!binding) return failure("document", l10n`${shortPath(uri)}: no model is attached to it`);
  if (side.kind === "text") {
    const document = new OpenDocument(uri, 0, side.text);
    document.setMarks(binding.document.bytes.marks);
    return begin(session, binding, side.name, document, binding.model);
  }
  try {
    const model = await untilCancelled(session.modelWhileWanted(side.modelPath, token), token);
    if (model) await inSlices(session.prepare(model), token);
    if (!model || token.isCancellationRequested) return cancelled();
    if (session.binding(uri) !== binding) return stale();
    if (model.sha256 === binding.model.sha256)
      return failure("request", l10n`${shortPath(model.name)} is the model of this text already`);
    return begin(session, binding, model.name, binding.document, model, side.modelPath);
  } catch (error) {
    return modelFailure(error);
  }
}

function begin(
  session: Session,
  binding: Binding,
  called: string,
  document: OpenDocument,
  model: Binding["model"],
  path = "",
): Comparing {
  const name = shortPath(called);
  beginComparison(binding, new Comparison(session, binding, name, document, model));
  return { name, model: modelSummary(model, path) };
}

export async function stopComparing(
  session: Session,
  { uri }: { readonly uri: string },
): Promise<Record<string, never> | Failure> {
  const binding = session.binding(uri);
  if (!binding) return failure("document", l10n`${shortPath(uri)}: no model is attached to it`);
  endComparison(binding);
  return {};
}

export function comparison(
  session: Session,
  params: VerifyParams,
  asked: Cancellation,
): Promise<ComparisonAnswer | Pending | Failure> {
  const { uri, version } = params;
  return onDocument<ComparisonAnswer | Pending>(
    session,
    params,
    "comparison",
    asked,
    async (binding, wanted) => {
      const own = comparisonOf(binding);
      if (!own) return nothingCompared(uri);
      const { alignment, other } = own;
      if (!alignment || !own.finished) return own.pending(version);
      const compared = {
        alignment,
        here: binding.reading.netBits,
        there: other.reading.netBits,
        byteAt: (p: number) => binding.document.bytes.byteAt(p),
      };
      const work = differencesOf(compared);
      const found = await inSlices(work, wanted, undefined, Priority.background);
      return found && { kind: "comparison", version, found };
    },
  );
}

export function comparedAt(
  session: Session,
  params: ComparedAtParams,
  asked: Cancellation,
): Promise<ComparedAt | NotCompared | NoPast | Pending | Failure> {
  const { uri, version, settings } = params;
  type Answer = ComparedAt | NotCompared | NoPast | Pending;
  return onDocument<Answer>(session, params, undefined, asked, async (binding, wanted) => {
    const own = comparisonOf(binding);
    if (!own) return nothingCompared(uri);
    const { bytes } = binding.document;
    const p = explainedByte(bytes, params);
    if (p === 0) return { kind: "noPast", version };
    const none = (sentence: string): NotCompared => ({ kind: "notCompared", version, sentence });
    if (p >= bytes.byteLength) return none(l10n`There is no byte here: the text ends.`);
    const q = own.placeThere(p);
    if (q === undefined) return own.pending(version);
    if (q < 0) return none(l10n`This byte has no counterpart in ${own.name}.`);
    if (q === 0) return none(l10n`In ${own.name} this is the first byte, which nothing predicts.`);
    const byte = bytes.byteAt(p);
    const outside = outsideOf(binding, byte) ?? outsideOf(own.other, byte, own.name);
    if (outside !== undefined) return none(outside);
    const [here] = binding.reading.bits(p, p + 1) ?? [];
    const [there] = own.other.reading.bits(q, q + 1) ?? [];
    if (here === undefined || there === undefined) return own.pending(version);
    const answer: ComparedAt = {
      kind: "compared",
      version,
      position: { here: p - 1, there: q - 1 },
      bits: { here, there },
    };
    if (!settings) return answer;
    const traced = await tracedBoth(binding, own, answer, settings, wanted);
    return (
      traced &&
      ("kind" in traced || traced instanceof ResponseError ? traced : { ...answer, traced })
    );
  });
}

/**
 * That a side does not predict a byte; undefined if it does.
 * @param name of the other side
 */
function outsideOf({ model }: Binding, byte: number, name?: string): string | undefined {
  if (isPredicted(model.weights, byte)) return undefined;
  return name === undefined
    ? l10n`${byteName(byte)} is not in the alphabet of this model.`
    : l10n`${byteName(byte)} is not in the alphabet of ${name}.`;
}

/** One target and one method for both, since others cannot be held against each other. */
async function tracedBoth(
  binding: Binding,
  { other, name }: Comparison,
  { position, version }: ComparedAt,
  settings: TraceSettings,
  wanted: Cancellation,
): Promise<NonNullable<ComparedAt["traced"]> | NotCompared | Pending | undefined> {
  const both = [binding, other].every(({ model }) => hasGradient(shapeOf(model.weights)));
  const method = settings.method === "gradient" && !both ? "gated" : settings.method;
  const none = (sentence: string): NotCompared => ({ kind: "notCompared", version, sentence });
  const own = { ...settings, method, threshold: null };
  const asked = [own.target, own.against].filter((byte) => typeof byte === "number");
  const outside = [
    ...asked.map((byte) => outsideOf(binding, byte)),
    ...asked.map((byte) => outsideOf(other, byte, name)),
  ].find((sentence) => sentence !== undefined);
  if (outside !== undefined) return none(outside);
  const here = await traceAt(binding, version, position.here, own, wanted);
  if (!here || "kind" in here) return here;
  const { target } = here.trace.aim;
  const outsideThere = outsideOf(other, target, name);
  if (outsideThere !== undefined) return none(outsideThere);
  const there = await traceAt(other, version, position.there, { ...own, target }, wanted);
  if (!there || "kind" in there) return there;
  const sides = [here, there].map(({ trace: { attribution }, past }) => ({
    attribution,
    bytes: past.bytes,
  }));
  const { lags, cosine, topLagAgrees } = lagDifferences(sides[0], sides[1]);
  const last = lags.length - 1;
  const names = namesByLag(binding.document.bytes, position.here, last);
  const namesThere = namesByLag(other.document.bytes, position.there, last);
  return {
    target: byteName(target),
    method,
    lags: lags.map(({ k, here: a, there: b, difference }) => ({
      k,
      byte: names[k],
      byteThere: namesThere[k],
      here: a,
      there: b,
      difference,
    })),
    cosine,
    topLagAgrees,
  };
}

async function traceAt(
  binding: Binding,
  version: number,
  position: number,
  settings: TraceSettings,
  wanted: Cancellation,
): Promise<{ readonly trace: Trace; readonly past: Past } | Pending | undefined> {
  const options = optionsOf({ settings }, binding);
  const past = await pastAt(binding, version, position, options.depth, wanted);
  if (!past || "kind" in past) return past;
  const trace = await traceOf(binding, past, options, wanted);
  return trace && { trace, past };
}
