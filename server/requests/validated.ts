// Schemas for requests, checked before a handler runs: types and ranges, with one sentence if they do not match. The
// extension never sends such a request, but another client or a bug might.
import * as v from "valibot";
import type { CancellationToken, Connection } from "vscode-languageserver";
import { ErrorCodes, ResponseError } from "vscode-languageserver-protocol";
import { MOST_WRITTEN, TEMPERATURE } from "../protocol/vocabulary/continuation";
import { STRONG } from "../protocol/vocabulary/counting";
import { TABLE_NAMES } from "../protocol/vocabulary/exports";
import { FAITHFULNESS } from "../protocol/vocabulary/faithfulness";
import { LAYERS } from "../protocol/vocabulary/layers";
import { ACTIVATION, type NeuronEdit, RELU_ACTIVATION } from "../protocol/vocabulary/neuronEdits";
import { PATHS } from "../protocol/vocabulary/paths";
import { PATTERNS } from "../protocol/vocabulary/patterns";
import { REPORT } from "../protocol/vocabulary/report";
import { SIGNATURE, TOP } from "../protocol/vocabulary/similarity";
import { type Limits, namesOf } from "../protocol/vocabulary/terms";
import {
  largestValue,
  THRESHOLD_RULES,
  THRESHOLD_SCOPES,
  type Threshold,
} from "../protocol/vocabulary/thresholds";
import { GRADIENT_METHODS, METHODS, OBJECTIVES, TARGETS } from "../protocol/vocabulary/tracing";
import type { AnalyseParams } from "../protocol/wire/analysis";
import type { CausesParams, MemoryParams } from "../protocol/wire/causes";
import type { FidelityParams, ProfileParams } from "../protocol/wire/charts";
import type { ComparedAtParams, CompareParams } from "../protocol/wire/comparison";
import type { ContinueParams, TraceWrittenParams } from "../protocol/wire/continuation";
import type {
  CountingParams,
  StrongByteParams,
  StrongLinesParams,
} from "../protocol/wire/counting";
import type { ExportParams } from "../protocol/wire/export";
import type { LayerParams } from "../protocol/wire/layer";
import type { FaithfulnessParams, VerifyParams } from "../protocol/wire/measures";
import type {
  AttachParams,
  CompareWithDiskParams,
  FailureData,
  TraceParams,
  TraceSettings,
} from "../protocol/wire/messages";
import type { NeuronCardParams } from "../protocol/wire/neuronCard";
import type { PathsParams } from "../protocol/wire/paths";
import type { PatternAtParams, PatternsParams } from "../protocol/wire/patterns";
import type { PlaceParams } from "../protocol/wire/place";
import type { Request } from "../protocol/wire/request";
import type { SimilarParams } from "../protocol/wire/similarity";
import type { WhatIfByteParams, WhatIfNeuronParams } from "../protocol/wire/whatIf";
import type { WideTraceParams } from "../protocol/wire/wideTrace";
import { BESIDE } from "../protocol/words/byteNames";
import { shortened } from "../protocol/words/shortened";
import { whatIsWrong } from "../whatIsWrong";
import { failure } from "./guard";

/** One check per field of a request; leaving one out does not compile. */
export type Checks<P> = {
  readonly [F in keyof Required<P>]: v.GenericSchema<unknown, Required<P>[F]> | Optional<P, F>;
};
type Optional<P, F extends keyof P> = undefined extends P[F]
  ? v.ExactOptionalSchema<v.GenericSchema<unknown, Required<P>[F]>, undefined>
  : never;

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const byte = v.pipe(whole, v.maxValue(255));
const within = ({ low, high }: Limits) => v.pipe(whole, v.minValue(low), v.maxValue(high));
const place = { line: whole, character: whole };
const position = v.object(place);
const document = { uri: v.string(), version: v.pipe(v.number(), v.safeInteger()) };

const threshold = v.pipe(
  v.object({
    rule: v.picklist(namesOf(THRESHOLD_RULES)),
    value: v.pipe(v.number(), v.minValue(0)),
    scope: v.picklist(namesOf(THRESHOLD_SCOPES)),
  } satisfies Checks<Threshold>),
  v.check(
    ({ rule, value }) => value <= largestValue(rule),
    ({ input }) => `Expected a share of at most 1 but received ${input.value}`,
  ),
);

const settings = v.object({
  depth: whole,
  method: v.picklist(namesOf(METHODS)),
  objective: v.picklist(namesOf(OBJECTIVES)),
  target: v.union([v.picklist(namesOf(TARGETS)), byte]),
  against: v.exactOptional(byte),
  threshold: v.nullable(threshold),
} satisfies Checks<TraceSettings>);

const tracePlace = v.variant("kind", [
  v.object({ kind: v.literal("character"), ...place, byteOfCharacter: v.exactOptional(whole) }),
  v.object({ kind: v.literal("caret"), ...place }),
]);

const trace = {
  ...document,
  place: tracePlace,
  settings,
  purpose: v.exactOptional(v.string()),
} satisfies Checks<TraceParams>;

const wide = {
  target: v.variant("kind", [
    v.object({ kind: v.literal("span"), start: position, end: position }),
    v.object({ kind: v.literal("neuron"), place: tracePlace, neuron: whole }),
  ]),
  depth: whole,
  method: v.picklist(GRADIENT_METHODS),
};

const neuronEdit: v.GenericSchema<unknown, NeuronEdit> = v.variant("kind", [
  v.object({ kind: v.picklist(["zero", "flip"]) }),
  v.object({
    kind: v.literal("clamp"),
    value: v.pipe(v.number(), v.minValue(ACTIVATION.low), v.maxValue(RELU_ACTIVATION.high)),
  }),
]);

export const schemas = {
  alphabets: v.object({ alphabets: v.record(v.string(), v.string()) }),
  translations: v.object({ translations: v.record(v.string(), v.string()) }),
  didOpen: v.object({ textDocument: v.object({ ...document, text: v.string() }) }),
  didChange: v.object({
    textDocument: v.object(document),
    contentChanges: v.array(
      v.object({
        range: v.optional(v.object({ start: position, end: position })),
        text: v.string(),
      }),
    ),
  }),
  didClose: v.object({ textDocument: v.object({ uri: v.string() }) }),
  attach: v.object({
    uri: v.string(),
    modelPath: v.pipe(v.string(), v.nonEmpty()),
    dirty: v.exactOptional(v.boolean()),
    mark: v.exactOptional(v.boolean()),
  } satisfies Checks<AttachParams>),
  compareWithDisk: v.object({ uri: v.string() } satisfies Checks<CompareWithDiskParams>),
  trace: v.object(trace),
  causes: v.object({ ...trace, search: v.exactOptional(whole) } satisfies Checks<CausesParams>),
  counting: v.object({ ...document, place: tracePlace } satisfies Checks<CountingParams>),
  strongByte: v.object({
    ...document,
    of: v.picklist(namesOf(STRONG)),
    from: position,
    direction: v.picklist(["next", "previous"]),
    bits: v.exactOptional(v.pipe(v.number(), v.minValue(0))),
  } satisfies Checks<StrongByteParams>),
  strongLines: v.object({
    ...document,
    of: v.picklist(namesOf(STRONG)),
  } satisfies Checks<StrongLinesParams>),
  wideTrace: v.object({
    ...document,
    ...wide,
    purpose: v.exactOptional(v.string()),
  } satisfies Checks<WideTraceParams>),
  memory: v.object(document satisfies Checks<MemoryParams>),
  whatIfByte: v.object({ ...trace, lag: whole } satisfies Checks<WhatIfByteParams>),
  whatIfNeuron: v.object({
    ...trace,
    neuron: whole,
    edit: neuronEdit,
    start: position,
    end: position,
  } satisfies Checks<WhatIfNeuronParams>),
  paths: v.object({
    ...trace,
    columns: within(PATHS.columns),
    neurons: within(PATHS.neurons),
    least: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  } satisfies Checks<PathsParams>),
  fidelity: v.object({
    ...trace,
    thetas: v.pipe(v.array(v.pipe(v.number(), v.minValue(0), v.maxValue(1))), v.maxLength(100)),
  } satisfies Checks<FidelityParams>),
  continue: v.object({
    ...document,
    place: position,
    count: v.exactOptional(v.pipe(whole, v.minValue(1), v.maxValue(MOST_WRITTEN))),
    mode: v.variant("kind", [
      v.object({ kind: v.literal("likeliest") }),
      v.object({
        kind: v.literal("sample"),
        seed: whole,
        temperature: v.pipe(v.number(), v.minValue(TEMPERATURE.low), v.maxValue(TEMPERATURE.high)),
      }),
    ]),
  } satisfies Checks<ContinueParams>),
  traceWritten: v.pipe(
    v.object({
      ...document,
      place: position,
      bytes: v.pipe(v.array(byte), v.minLength(1), v.maxLength(MOST_WRITTEN + BESIDE)),
      index: whole,
      settings,
      purpose: v.exactOptional(v.string()),
    } satisfies Checks<TraceWrittenParams>),
    v.check(
      ({ bytes, index }) => index < bytes.length,
      ({ input }) => `Expected an index below ${input.bytes.length} but received ${input.index}`,
    ),
  ),
  layer: v.object({
    ...document,
    layer: v.picklist(namesOf(LAYERS)),
    neuron: v.exactOptional(whole),
    start: position,
    end: position,
    depth: whole,
    method: v.exactOptional(v.picklist(GRADIENT_METHODS)),
  } satisfies Checks<LayerParams>),
  profile: v.object({
    ...document,
    settings,
    positions: v.pipe(whole, v.minValue(1)),
  } satisfies Checks<ProfileParams>),
  analyse: v.object({
    ...document,
    depth: v.exactOptional(within(REPORT.depth)),
  } satisfies Checks<AnalyseParams>),
  verify: v.object(document satisfies Checks<VerifyParams>),
  faithfulness: v.object({
    ...document,
    depth: within(FAITHFULNESS.depth),
    sample: v.exactOptional(within(FAITHFULNESS.sample)),
    seed: v.exactOptional(within(FAITHFULNESS.seed)),
  } satisfies Checks<FaithfulnessParams>),
  patterns: v.object({
    ...document,
    maxOffset: v.exactOptional(within(PATTERNS.maxOffset)),
    levels: v.exactOptional(within(PATTERNS.levels)),
  } satisfies Checks<PatternsParams>),
  neuronCard: v.object({
    ...document,
    neuron: whole,
    layer: v.exactOptional(whole),
  } satisfies Checks<NeuronCardParams>),
  place: v.object({ ...document, byte: whole } satisfies Checks<PlaceParams>),
  compare: v.object({
    uri: v.string(),
    with: v.variant("kind", [
      v.object({ kind: v.literal("model"), modelPath: v.pipe(v.string(), v.nonEmpty()) }),
      v.object({ kind: v.literal("text"), name: v.string(), text: v.string() }),
    ]),
  } satisfies Checks<CompareParams>),
  stopComparing: v.object({ uri: v.string() }),
  comparison: v.object(document satisfies Checks<VerifyParams>),
  comparedAt: v.object({
    ...document,
    place: tracePlace,
    settings: v.exactOptional(settings),
  } satisfies Checks<ComparedAtParams>),
  similar: v.object({
    ...document,
    place: tracePlace,
    depth: within(SIGNATURE),
    method: v.exactOptional(v.picklist(GRADIENT_METHODS)),
    top: v.exactOptional(within(TOP)),
  } satisfies Checks<SimilarParams>),
  export: v.object({
    ...document,
    subject: v.variant("kind", [
      v.object({ kind: v.picklist(["trace", "causes"]), place: tracePlace, settings }),
      v.object({ kind: v.literal("wide"), ...wide }),
      v.object({ kind: v.literal("report"), depth: within(REPORT.depth) }),
      v.object({
        kind: v.literal("patterns"),
        maxOffset: within(PATTERNS.maxOffset),
        levels: within(PATTERNS.levels),
      }),
      v.object({ kind: v.literal("card"), neuron: whole, layer: whole }),
    ]),
    format: v.variant("kind", [
      v.object({ kind: v.literal("json") }),
      v.object({ kind: v.literal("csv"), table: v.picklist(TABLE_NAMES) }),
    ]),
    to: v.pipe(v.string(), v.nonEmpty()),
  } satisfies Checks<ExportParams>),
  patternAt: v.object({
    ...document,
    place: v.variant("kind", [
      ...tracePlace.options,
      v.object({ kind: v.literal("byte"), byte: whole }),
    ]),
  } satisfies Checks<PatternAtParams>),
};

type Answer<R> = Promise<R | ResponseError<FailureData>>;

/** Answers a request with `handle` if its parameters match the schema; otherwise says which field is wrong. */
export function answer<P, R>(
  connection: Pick<Connection, "onRequest">,
  { method }: Request<P, R>,
  schema: v.GenericSchema,
  handle: (params: P, token: CancellationToken) => Answer<R>,
): void {
  connection.onRequest(method, (params: P, token): Answer<R> => {
    const wrong = whatIsWrong(schema, params);
    return wrong === undefined ? handle(params, token) : Promise.resolve(failure("request", wrong));
  });
}

/** The same for messages without an answer: one that does not match is ignored and logged. */
export function heard<P>(schema: v.GenericSchema, params: P, handle: (params: P) => void): void {
  const wrong = whatIsWrong(schema, params);
  if (wrong === undefined) handle(params);
  else console.error(`ignored: ${wrong}`);
}

export function unknownMethod(method: string): ResponseError {
  return new ResponseError(
    ErrorCodes.MethodNotFound,
    `${shortened(method)}: not a method of the attribution server`,
  );
}
