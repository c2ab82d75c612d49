// sparseDiff/layer: one number per character over a range. Cheap layers of a screenful are computed here, in slices;
// longer work on worker threads. An edit or a newer layer request for the same document cancels this one.
import type { ResponseError } from "vscode-languageserver-protocol";
import { methodFor } from "../attribution/asked";
import { NotFinite } from "../attribution/finite";
import type { Binding } from "../documents/binding";
import { shownCharacterAt, shownCharacters } from "../documents/characters";
import { layerOnThreads } from "../jobs/segmentJobs";
import { Priority } from "../jobs/shared";
import { type Cancellation, inSlices, poolFor } from "../jobs/slices";
import { shapeOf } from "../kernels/shape";
import { type Layer, type LayerQuestion, type Stretch, sum } from "../layers/layer";
import { layerOf, layerOperations, stretchOf } from "../layers/segments";
import { LAYER_KINDS } from "../layers/table";
import { LAYERS, type NetLayer } from "../protocol/vocabulary/layers";
import type { GradientMethod } from "../protocol/vocabulary/tracing";
import type { EditorLayer, LayerParams, LayerResult } from "../protocol/wire/layer";
import type { FailureData } from "../protocol/wire/messages";
import { pack } from "../protocol/wire/packed";
import { l10n } from "../protocol/words/l10n";
import { shortPath } from "../protocol/words/shortened";
import { comparisonOf, nothingCompared } from "./comparisons";
import { failure, onDocument } from "./guard";
import { depthsOf, patternsNow } from "./patterns";
import type { Session } from "./session";

const MOST_BYTES = 65536;
const MOST_DEPTH = 2000;

export function layer(
  session: Session,
  params: LayerParams,
  asked: Cancellation,
): Promise<LayerResult | ResponseError<FailureData>> {
  return onDocument<LayerResult>(session, params, "layer", asked, async (binding, wanted) => {
    const { document, model } = binding;
    const { H } = model.weights;
    if (params.layer === "skipPatternDepth") return depthLayer(session, binding, params);
    if (params.layer === "difference") return differenceLayer(binding, params);
    const method = methodFor(model.weights, params.method ?? "gradient");
    const question = questionOf({ ...params, layer: params.layer, method }, H);
    if (!question) return failure("request", l10n`neuron ${params.neuron}: expected 0 to ${H - 1}`);
    const { from, to } = rangeOf(binding, params);
    const { first, end } = stretchOf(question, from, to, document.bytes.byteLength);
    await inSlices(binding.states.approach(first), wanted, undefined, Priority.viewport);
    if (wanted.isCancellationRequested) return undefined;
    const before = new Float64Array(binding.states.stateSize);
    if (binding.states.stateBefore(first, before) === "pending")
      return { kind: "pending", version: params.version, percent: binding.want(first, 0) };
    const { counting } = binding;
    const counts = question.layer === "netMinusCounting" ? counting.bits(from, to) : undefined;
    if (question.layer === "netMinusCounting" && !counts) {
      if (counting.failure !== undefined) return failure("request", counting.failure);
      return { kind: "pending", version: params.version, percent: counting.percent };
    }
    const stretch: Stretch = {
      bytes: document.bytes.copyBytes(first, end),
      before,
      lead: from - first,
      count: to - from,
      ...(counts && { counting: counts }),
    };
    const result = await compute(session, binding, stretch, question, wanted).catch((error) => {
      throw error instanceof NotFinite ? error.shifted(first) : error;
    });
    if (!result || wanted.isCancellationRequested) return undefined;
    return editorLayer(binding, params, from, to, result);
  });
}

/** Of the text alone, so that no state is needed; all of it is looked at first. */
function depthLayer(session: Session, binding: Binding, params: LayerParams) {
  const known = patternsNow(session, binding);
  if (!("kind" in known)) {
    const { from, to } = rangeOf(binding, params);
    const values = depthsOf(known, from, to);
    return editorLayer(binding, params, from, to, { values, absolute: null });
  }
  return known.kind === "pending"
    ? known
    : failure("request", `${shortPath(params.uri)}: ${known.sentence}`);
}

/** Of what both sides have read already. */
function differenceLayer(binding: Binding, params: LayerParams) {
  const comparison = comparisonOf(binding);
  if (!comparison) return nothingCompared(params.uri);
  const { from, to } = rangeOf(binding, params);
  const values = comparison.differences(from, to);
  if (!values) return comparison.pending(params.version);
  return editorLayer(binding, params, from, to, { values, absolute: null });
}

function compute(
  session: Session,
  { backend, model: { weights } }: Binding,
  stretch: Stretch,
  question: LayerQuestion,
  token: Cancellation,
): Promise<Layer | undefined> {
  const pool = poolFor(session.pool, layerOperations(shapeOf(weights), question, stretch.count));
  if (pool) return layerOnThreads(pool, backend, weights, stretch, question, token);
  return inSlices(
    layerOf(backend, weights, stretch, question),
    token,
    undefined,
    Priority.viewport,
  );
}

function questionOf(
  {
    layer,
    neuron,
    depth,
    method,
  }: LayerParams & { readonly layer: NetLayer; readonly method: GradientMethod },
  H: number,
) {
  if (layer === "neuron" && !(Number.isInteger(neuron) && neuron! >= 0 && neuron! < H))
    return undefined;
  return {
    layer,
    neuron: neuron ?? 0,
    depth: Math.max(1, Math.min(MOST_DEPTH, Math.floor(depth))),
    method,
  } satisfies LayerQuestion;
}

/** Whole characters, at most MOST_BYTES bytes. */
export function rangeOf(
  { document: { bytes } }: Binding,
  { start, end }: Pick<LayerParams, "start" | "end">,
) {
  const from = bytes.byteOfPosition(start);
  const to = Math.max(from, bytes.byteOfPosition(end));
  if (to - from <= MOST_BYTES) return { from, to };
  return { from, to: shownCharacterAt(bytes, from + MOST_BYTES).byteStart };
}

function joinedOf(layer: LayerParams["layer"]): (first: number, next: number) => number {
  if (layer === "skipPatternDepth") return Math.max;
  return layer === "difference" ? sum : LAYER_KINDS[layer].joined;
}

function editorLayer(
  { document }: Binding,
  { uri, version, layer }: LayerParams,
  from: number,
  to: number,
  { values, absolute }: Layer,
): EditorLayer {
  const characters = shownCharacters(document.bytes, from, to);
  const { count, byteStart, utf16Start } = characters;
  const joined = joinedOf(layer);
  const ofCharacters = (ofBytes: Float32Array) =>
    Float32Array.from({ length: count }, (_, c) => {
      let value = ofBytes[byteStart[c] - from];
      for (let byte = byteStart[c] + 1; byte < byteStart[c + 1]; byte++)
        value = joined(value, ofBytes[byte - from]);
      return value;
    });
  return {
    kind: "layer",
    uri,
    version,
    layer,
    unit: LAYERS[layer].unit,
    starts: pack(utf16Start.slice(0, count + 1)),
    values: pack(ofCharacters(values)),
    absolute: absolute && pack(ofCharacters(absolute)),
  };
}
