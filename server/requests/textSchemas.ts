// What messages about open texts may hold: opening and editing, a model, a place, a layer, what is written on, a comparison. Traces and
// measures of a whole text have files of their own.
import * as v from "valibot";
import { MOST_WRITTEN, TEMPERATURE } from "../protocol/vocabulary/continuation";
import { STRONG } from "../protocol/vocabulary/counting";
import { LAYERS } from "../protocol/vocabulary/layers";
import { namesOf } from "../protocol/vocabulary/terms";
import { GRADIENT_METHODS } from "../protocol/vocabulary/tracing";
import type { ComparedAtParams, CompareParams } from "../protocol/wire/comparison";
import type { ContinueParams } from "../protocol/wire/continuation";
import type {
  CountingParams,
  StrongByteParams,
  StrongLinesParams,
} from "../protocol/wire/counting";
import type { LayerParams } from "../protocol/wire/layer";
import type { VerifyParams } from "../protocol/wire/measures";
import type { AttachParams, CompareWithDiskParams } from "../protocol/wire/messages";
import type { PlaceParams } from "../protocol/wire/place";
import { type Checks, document, path, position, settings, tracePlace, whole } from "./schemaParts";

export const textSchemas = {
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
    modelPath: path,
    dirty: v.exactOptional(v.boolean()),
    mark: v.exactOptional(v.boolean()),
  } satisfies Checks<AttachParams>),
  compareWithDisk: v.object({ uri: v.string() } satisfies Checks<CompareWithDiskParams>),
  place: v.object({ ...document, byte: whole } satisfies Checks<PlaceParams>),
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
  layer: v.object({
    ...document,
    layer: v.picklist(namesOf(LAYERS)),
    neuron: v.exactOptional(whole),
    start: position,
    end: position,
    depth: whole,
    method: v.exactOptional(v.picklist(GRADIENT_METHODS)),
  } satisfies Checks<LayerParams>),
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
  compare: v.object({
    uri: v.string(),
    with: v.variant("kind", [
      v.object({ kind: v.literal("model"), modelPath: path }),
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
};
