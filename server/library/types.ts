// The types of the library that a program may want to name.
export type { Threshold } from "../protocol/vocabulary/thresholds";
export type { Baseline, Method, Objective, Target } from "../protocol/vocabulary/tracing";
export type { CausesJson } from "../protocol/wire/causesJson";
export type { NetSummary } from "../protocol/wire/net";
export type { PatternsJson } from "../protocol/wire/patternsJson";
export type { NeuronJson, OffsetJson, TraceJson } from "../protocol/wire/traceJson";
export type {
  CausesOptions,
  LoadOptions,
  PatternsOptions,
  ReportOptions,
  TraceOptions,
} from "./asked";
export type { Model } from "./model";
export type { Running } from "./running";
export type { ReportJson, Text } from "./text";
