// The options that choose what is traced and how: depth, method, objective, target, threshold.
import { defaultOptions, type TraceOptions } from "../attribution/types";
import { InputError } from "../nets/inputError";
import { namesOf } from "../protocol/vocabulary/terms";
import type { Threshold } from "../protocol/vocabulary/thresholds";
import { largestValue, THRESHOLD_RULES } from "../protocol/vocabulary/thresholds";
import {
  BASELINES,
  METHODS,
  OBJECTIVES,
  TARGETS,
  tracesBack,
} from "../protocol/vocabulary/tracing";
import { shortened } from "../protocol/words/shortened";
import {
  byteValue,
  type Context,
  type OptionTable,
  oneOf,
  realNumber,
  wholeNumber,
} from "./command";
import { modelHelp } from "./inputs";

export const traceOptionTable: OptionTable = {
  depth: { type: "string" },
  method: { type: "string" },
  objective: { type: "string" },
  target: { type: "string" },
  against: { type: "string" },
  baseline: { type: "string" },
  nucleus: { type: "string" },
  share: { type: "string" },
  absolute: { type: "string" },
  "while-tracing": { type: "boolean" },
};

export const traceOptionHelp = [
  ...modelHelp,
  "--at T                  the current byte t; the predicted byte is t + 1",
  `--depth N               largest lag (${defaultOptions.depth})`,
  `--method NAME           ${withDefault(namesOf(METHODS), defaultOptions.method, "the paper's")}`,
  `--objective NAME        ${withDefault(namesOf(OBJECTIVES), defaultOptions.objective)}`,
  "--target NAME           true (default), predicted, or a byte: 109 or 0x6d",
  "--against BYTE          contrast: z[target] - z[BYTE]",
  "--baseline NAME         of integrated and occlusion: mean (default), zero, average (occlusion only)",
  "--nucleus SHARE         mark the fewest neurons and lags holding this share, 0 to 1",
  "--share SHARE           mark neurons and lags with at least this share, 0 to 1",
  "--absolute NATS         mark neurons and lags with at least this magnitude",
  "--while-tracing         apply the threshold at every step; approximate, the error is printed",
];

/** 'logprob (default), logit, margin' */
function withDefault(names: readonly string[], fallback: string, why?: string): string {
  const note = why === undefined ? "default" : `default, ${why}`;
  return names.map((name) => (name === fallback ? `${name} (${note})` : name)).join(", ");
}

export function traceOptions(context: Context): TraceOptions {
  const target = context.options.target;
  const against = context.options.against;
  const method = oneOf(context, "method", namesOf(METHODS), defaultOptions.method);
  const baseline = oneOf(context, "baseline", BASELINES, defaultOptions.baseline);
  const interventional = !tracesBack(method);
  if (context.options.baseline !== undefined && !interventional)
    throw new InputError(
      `--baseline: has no meaning for --method ${method}; expected integrated or occlusion`,
    );
  if (baseline === "average" && method === "integrated")
    throw new InputError(
      "--baseline: 'average' has no path to integrate; expected mean or zero, or --method occlusion",
    );
  const threshold = thresholdOf(context);
  if (threshold?.scope === "tracing" && interventional)
    throw new InputError(
      `--while-tracing: ${method} does not trace backwards; expected --method gradient or gated`,
    );
  return {
    depth: wholeNumber(context, "depth", defaultOptions.depth, 0, Number.MAX_SAFE_INTEGER),
    method,
    objective: oneOf(context, "objective", namesOf(OBJECTIVES), defaultOptions.objective),
    target:
      target === undefined
        ? defaultOptions.target
        : (namesOf(TARGETS).find((name) => name === target) ?? byteTarget(String(target))),
    ...(against === undefined ? {} : { against: byteValue(String(against), "against") }),
    baseline,
    threshold,
  };
}

function byteTarget(text: string): number {
  try {
    return byteValue(text, "target");
  } catch {
    throw new InputError(
      `--target: '${shortened(text)}'; expected true, predicted, or a byte, 0 to 255 or 0x00 to 0xff`,
    );
  }
}

function thresholdOf(context: Context): Threshold | null {
  const rules = namesOf(THRESHOLD_RULES).filter((rule) => context.options[rule] !== undefined);
  const whileTracing = context.options["while-tracing"] === true;
  if (rules.length > 1)
    throw new InputError(`--${rules[1]}: stands beside --${rules[0]}; expected one threshold`);
  const [rule] = rules;
  if (rule === undefined) {
    if (whileTracing)
      throw new InputError(
        "--while-tracing: no threshold; expected --nucleus, --share or --absolute beside it",
      );
    return null;
  }
  const value = realNumber(context, rule, 0, largestValue(rule)) ?? 0;
  return { rule, value, scope: whileTracing ? "tracing" : "display" };
}
