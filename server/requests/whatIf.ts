// sparseDiff/whatIfByte and sparseDiff/whatIfNeuron: what the prediction at a place in an open document would be with
// another value of one past byte, or with a neuron changed in the readout. The document stays as it is. Runs in slices.
import { ResponseError } from "vscode-languageserver-protocol";
import { byteJson, neuronJson, targetOf } from "../answers/whatIfJson";
import { byteCurve, logitsAfter } from "../attribution/causes/byteCurve";
import { neuronOverText } from "../attribution/causes/neuronEdit";
import { stateAfter } from "../attribution/forward";
import type { Past } from "../attribution/types";
import type { Binding } from "../documents/binding";
import { shownCharacterAt } from "../documents/characters";
import { type Cancellation, inSlices } from "../jobs/slices";
import { activationLimits } from "../protocol/vocabulary/neuronEdits";
import { isWithinLimits } from "../protocol/vocabulary/terms";
import { CAUSE_LAGS } from "../protocol/vocabulary/tracing";
import type { FailureData, Pending } from "../protocol/wire/messages";
import type {
  EditorPrediction,
  WhatIfByteParams,
  WhatIfByteResult,
  WhatIfNeuronParams,
  WhatIfNeuronResult,
} from "../protocol/wire/whatIf";
import type { PredictionJson } from "../protocol/wire/whatIfJson";
import { namesInPlace } from "../protocol/words/byteNames";
import { l10n } from "../protocol/words/l10n";
import { limitsWords } from "../protocol/words/terms";
import { namedRange, predictionNames } from "../protocol/words/traceNames";
import { failure, onDocument, pastOfPlace } from "./guard";
import { rangeOf } from "./layer";
import type { Session } from "./session";

type Answer<R> = Promise<R | ResponseError<FailureData>>;

export function whatIfByte(
  session: Session,
  params: WhatIfByteParams,
  asked: Cancellation,
): Answer<WhatIfByteResult> {
  const purpose = params.purpose ?? "whatIfByte";
  return onDocument<WhatIfByteResult>(session, params, purpose, asked, async (binding, wanted) => {
    const { uri, version, settings, lag } = params;
    if (settings.against !== undefined) return againstIsRefused();
    const depth = Math.min(settings.depth, CAUSE_LAGS);
    const past = await pastOfPlace(binding, params, depth, wanted);
    if (!past || "kind" in past || past instanceof ResponseError) return past;
    const L = past.bytes.length - 1;
    if (lag > L)
      return failure("request", l10n`lag ${lag}: outside the window; expected 0 to ${L}`);
    const found = await inSlices(curveOf(binding, past, params, depth), wanted);
    if (!found || wanted.isCancellationRequested) return undefined;
    const { bytes } = binding.document;
    const at = past.position - lag;
    const { from, to } = namedRange(at, 0, bytes.byteLength);
    const { utf16Start, utf16End } = shownCharacterAt(bytes, at);
    return {
      kind: "whatIfByte",
      uri,
      version,
      ...found,
      names: namesInPlace(bytes.copyBytes(from, to), at - from),
      targetName: namesAt(binding, found).target,
      span: { utf16Start, utf16End },
    };
  });
}

function curveOf(binding: Binding, past: Past, { lag, settings }: WhatIfByteParams, depth: number) {
  return binding.withRuns(depth, function* ({ kernels }) {
    const { weights } = binding.model;
    const logits = yield* logitsAfter(kernels, past);
    const target = targetOf(weights, logits, settings.target, past);
    const curve = yield* byteCurve(kernels, weights, past, lag, target);
    return byteJson(past, lag, target, curve);
  });
}

export function whatIfNeuron(
  session: Session,
  params: WhatIfNeuronParams,
  asked: Cancellation,
): Answer<WhatIfNeuronResult> {
  const purpose = params.purpose ?? "whatIfNeuron";
  return onDocument<WhatIfNeuronResult>(
    session,
    params,
    purpose,
    asked,
    async (binding, wanted) => {
      const { uri, version, neuron, edit, settings } = params;
      if (settings.against !== undefined) return againstIsRefused();
      const { H } = binding.model.weights;
      if (neuron >= H) return failure("request", l10n`neuron ${neuron}: expected 0 to ${H - 1}`);
      const limits = activationLimits(binding.model.net.nonlinearity);
      if (edit.kind === "clamp" && !isWithinLimits(edit.value, limits))
        return failure("request", l10n`clamp ${edit.value}: expected ${limitsWords(limits)}`);
      const past = await pastOfPlace(binding, params, 0, wanted);
      if (!past || "kind" in past || past instanceof ResponseError) return past;
      const stretch = await stretchOf(binding, params, wanted);
      if (!stretch || "kind" in stretch) return stretch;
      const found = await inSlices(editsOf(binding, past, stretch, params), wanted);
      if (!found || wanted.isCancellationRequested) return undefined;
      const named = (prediction: PredictionJson): EditorPrediction => ({
        ...prediction,
        names: namesAt(binding, found, prediction.topPredictions).likeliest,
      });
      return {
        kind: "whatIfNeuron",
        uri,
        version,
        ...found,
        targetName: namesAt(binding, found).target,
        before: named(found.before),
        after: named(found.after),
      };
    },
  );
}

function editsOf(
  binding: Binding,
  past: Past,
  { from, to, bytes, before }: Stretch,
  { neuron, edit, settings }: WhatIfNeuronParams,
) {
  const { weights } = binding.model;
  return binding.withTracer(0, function* ({ kernels }) {
    const h = stateAfter(kernels, past);
    const isEmpty = bytes.length < 2;
    const over = isEmpty
      ? undefined
      : yield* neuronOverText(kernels, weights, bytes, before, neuron, edit);
    const range = over ? { from, to, over } : null;
    return neuronJson(weights, past, h, settings.target, neuron, edit, range);
  });
}

function againstIsRefused(): ResponseError<FailureData> {
  return failure("request", l10n`against: what-if is about one byte's probability`);
}

interface Stretch {
  readonly from: number;
  readonly to: number;
  /** The byte before the first that is predicted, and those. */
  readonly bytes: Uint8Array;
  readonly before: Float64Array;
}

/** What the predictions of a range need, its first byte being the first that has a prediction. */
async function stretchOf(
  binding: Binding,
  params: WhatIfNeuronParams,
  wanted: Cancellation,
): Promise<Stretch | Pending | undefined> {
  const { bytes } = binding.document;
  const range = rangeOf(binding, params);
  const from = Math.max(1, range.from);
  const to = Math.max(from, range.to);
  await inSlices(binding.states.approach(from - 1), wanted);
  if (wanted.isCancellationRequested) return undefined;
  const before = new Float64Array(binding.states.stateSize);
  if (binding.states.stateBefore(from - 1, before) === "pending")
    return { kind: "pending", version: params.version, percent: binding.want(from - 1, 0) };
  return { from, to, bytes: bytes.copyBytes(from - 1, Math.min(to, bytes.byteLength)), before };
}

/** The names of the target and of the likeliest bytes. */
function namesAt(
  { document: { bytes } }: Binding,
  found: Parameters<typeof predictionNames>[0],
  likeliest?: PredictionJson["topPredictions"],
) {
  return predictionNames(
    found,
    bytes.byteLength,
    (from, to) => bytes.copyBytes(from, to),
    likeliest,
  );
}
