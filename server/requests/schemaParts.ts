// What the schemas of messages are made of. Each field of a message has a check: leaving one out does not compile.
import * as v from "valibot";
import { type Limits, namesOf } from "../protocol/vocabulary/terms";
import {
  largestValue,
  THRESHOLD_RULES,
  THRESHOLD_SCOPES,
  type Threshold,
} from "../protocol/vocabulary/thresholds";
import { GRADIENT_METHODS, METHODS, OBJECTIVES, TARGETS } from "../protocol/vocabulary/tracing";
import type { TraceParams, TraceSettings } from "../protocol/wire/messages";

/** One check per field of a request; leaving one out does not compile. */
export type Checks<P> = {
  readonly [F in keyof Required<P>]: v.GenericSchema<unknown, Required<P>[F]> | Optional<P, F>;
};
type Optional<P, F extends keyof P> = undefined extends P[F]
  ? v.ExactOptionalSchema<v.GenericSchema<unknown, Required<P>[F]>, undefined>
  : never;

export const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** Of a file, or its address in a browser. */
export const path = v.pipe(v.string(), v.nonEmpty("an empty path; expected that of a file"));
export const byte = v.pipe(whole, v.maxValue(255));
export const within = ({ low, high }: Limits) => v.pipe(whole, v.minValue(low), v.maxValue(high));
const place = { line: whole, character: whole };
export const position = v.object(place);
export const document = { uri: v.string(), version: v.pipe(v.number(), v.safeInteger()) };

export const thresholdFields = {
  rule: v.picklist(namesOf(THRESHOLD_RULES)),
  value: v.pipe(
    v.number(),
    v.finite(({ received }) => `Expected a finite number but received ${received}`),
    v.minValue(0),
  ),
  scope: v.picklist(namesOf(THRESHOLD_SCOPES)),
} satisfies Checks<Threshold>;

/** A share is at most all. */
export const valueOfRule = v.check<Threshold, (issue: v.CheckIssue<Threshold>) => string>(
  ({ rule, value }) => value <= largestValue(rule),
  ({ input }) => `Expected a share of at most 1 but received ${input.value}`,
);

const threshold = v.pipe(v.object(thresholdFields), valueOfRule);

export const settings = v.object({
  depth: whole,
  method: v.picklist(namesOf(METHODS)),
  objective: v.picklist(namesOf(OBJECTIVES)),
  target: v.union([v.picklist(namesOf(TARGETS)), byte]),
  against: v.exactOptional(byte),
  threshold: v.nullable(threshold),
} satisfies Checks<TraceSettings>);

export const tracePlace = v.variant("kind", [
  v.object({ kind: v.literal("character"), ...place, byteOfCharacter: v.exactOptional(whole) }),
  v.object({ kind: v.literal("caret"), ...place }),
]);

export const trace = {
  ...document,
  place: tracePlace,
  settings,
  purpose: v.exactOptional(v.string()),
} satisfies Checks<TraceParams>;

export const wide = {
  target: v.variant("kind", [
    v.object({ kind: v.literal("span"), start: position, end: position }),
    v.object({ kind: v.literal("neuron"), place: tracePlace, neuron: whole }),
  ]),
  depth: whole,
  method: v.picklist(GRADIENT_METHODS),
};
