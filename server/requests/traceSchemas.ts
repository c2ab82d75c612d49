// What messages about one prediction may hold: a trace and what is asked of it.
import * as v from "valibot";
import { MOST_WRITTEN } from "../protocol/vocabulary/continuation";
import { ACTIVATION, type NeuronEdit, RELU_ACTIVATION } from "../protocol/vocabulary/neuronEdits";
import { PATHS } from "../protocol/vocabulary/paths";
import type { CausesParams, MemoryParams } from "../protocol/wire/causes";
import type { FidelityParams, ProfileParams } from "../protocol/wire/charts";
import type { TraceWrittenParams } from "../protocol/wire/continuation";
import type { PathsParams } from "../protocol/wire/paths";
import type { WhatIfByteParams, WhatIfNeuronParams } from "../protocol/wire/whatIf";
import type { WideTraceParams } from "../protocol/wire/wideTrace";
import { BESIDE } from "../protocol/words/byteNames";
import {
  byte,
  type Checks,
  document,
  position,
  settings,
  trace,
  whole,
  wide,
  within,
} from "./schemaParts";

const neuronEdit: v.GenericSchema<unknown, NeuronEdit> = v.variant("kind", [
  v.object({ kind: v.picklist(["zero", "flip"]) }),
  v.object({
    kind: v.literal("clamp"),
    value: v.pipe(v.number(), v.minValue(ACTIVATION.low), v.maxValue(RELU_ACTIVATION.high)),
  }),
]);

export const traceSchemas = {
  trace: v.object(trace),
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
  wideTrace: v.object({
    ...document,
    ...wide,
    purpose: v.exactOptional(v.string()),
  } satisfies Checks<WideTraceParams>),
  causes: v.object({ ...trace, search: v.exactOptional(whole) } satisfies Checks<CausesParams>),
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
  profile: v.object({
    ...document,
    settings,
    positions: v.pipe(whole, v.minValue(1)),
  } satisfies Checks<ProfileParams>),
};
