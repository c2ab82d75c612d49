// What messages about a whole text may hold: its measures, and what is exported of them.
import * as v from "valibot";
import { TABLE_NAMES } from "../protocol/vocabulary/exports";
import { FAITHFULNESS } from "../protocol/vocabulary/faithfulness";
import { PATTERNS } from "../protocol/vocabulary/patterns";
import { REPORT } from "../protocol/vocabulary/report";
import { SIGNATURE, TOP } from "../protocol/vocabulary/similarity";
import { GRADIENT_METHODS } from "../protocol/vocabulary/tracing";
import type { AnalyseParams } from "../protocol/wire/analysis";
import type { ExportParams } from "../protocol/wire/export";
import type { FaithfulnessParams, VerifyParams } from "../protocol/wire/measures";
import type { NeuronCardParams } from "../protocol/wire/neuronCard";
import type { PatternAtParams, PatternsParams } from "../protocol/wire/patterns";
import type { SimilarParams } from "../protocol/wire/similarity";
import {
  type Checks,
  document,
  path,
  settings,
  tracePlace,
  whole,
  wide,
  within,
} from "./schemaParts";

export const measureSchemas = {
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
  patternAt: v.object({
    ...document,
    place: v.variant("kind", [
      ...tracePlace.options,
      v.object({ kind: v.literal("byte"), byte: whole }),
    ]),
  } satisfies Checks<PatternAtParams>),
  neuronCard: v.object({
    ...document,
    neuron: whole,
    layer: v.exactOptional(whole),
  } satisfies Checks<NeuronCardParams>),
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
    to: path,
  } satisfies Checks<ExportParams>),
};
