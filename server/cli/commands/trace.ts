// sparse-diff trace: one prediction and what the past contributed to it, and the options that choose what is traced and
// how: depth, method, objective, target, threshold. The table for people is in traceText.ts.
import { beyondRoom, type Refusal, withoutMeaning } from "../../answers/refusals";
import { traceTables } from "../../answers/tables";
import { traceAnswer } from "../../answers/traceAnswer";
import { defaultOptions, optionsFor, type TraceOptions } from "../../attribution/types";
import { shapeOf } from "../../kernels/shape";
import { InputError } from "../../nets/inputError";
import { namesOf } from "../../protocol/vocabulary/terms";
import {
  largestValue,
  THRESHOLD_RULES,
  type Threshold,
} from "../../protocol/vocabulary/thresholds";
import { BASELINES, METHODS, OBJECTIVES } from "../../protocol/vocabulary/tracing";
import { namedRange, traceNames } from "../../protocol/words/traceNames";
import {
  byteValue,
  type Command,
  type Context,
  type OptionTable,
  oneOf,
  realNumber,
  wholeNumber,
} from "../command";
import { checkExport, exportHelp, exportOption, exportOutput } from "../exporting";
import {
  backendHelp,
  backendOf,
  backendOption,
  modelHelp,
  modelOption,
  readModel,
  readPlace,
} from "../inputs";
import { finish } from "../longWork";
import { writeOutputs } from "../outputs";
import { checkOfNet, checkTargetAt, targetHelp, targetOf } from "../target";
import { traceText } from "../traceText";
import { isWide, wideHelp, wideTrace } from "../wideTrace";

const traceOptionTable: OptionTable = {
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

const traceOptionHelp = [
  ...modelHelp,
  "--at T                  the current byte t; the predicted byte is t + 1",
  `--depth N               largest lag (${defaultOptions.depth})`,
  `--method NAME           ${withDefault(namesOf(METHODS), defaultOptions.method, "the paper's")}`,
  `--objective NAME        ${withDefault(namesOf(OBJECTIVES), defaultOptions.objective)}`,
  targetHelp,
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

function traceOptions(context: Context): TraceOptions {
  const against = context.options.against;
  const method = oneOf(context, "method", namesOf(METHODS), defaultOptions.method);
  const baseline = oneOf(context, "baseline", BASELINES, defaultOptions.baseline);
  const threshold = thresholdOf(context);
  const asked = context.options.baseline === undefined ? undefined : baseline;
  refuse(withoutMeaning({ method, baseline: asked, threshold }));
  return {
    depth: wholeNumber(context, "depth", defaultOptions.depth, 0, Number.MAX_SAFE_INTEGER),
    method,
    objective: oneOf(context, "objective", namesOf(OBJECTIVES), defaultOptions.objective),
    target: targetOf(context),
    ...(against === undefined ? {} : { against: byteValue(String(against), "against") }),
    baseline,
    threshold,
  };
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

export const trace: Command = {
  name: "trace",
  usage: "TEXT --model MODEL --at T [options]",
  summary: "Attribution of the prediction made at byte T, or of a word, to past bytes and neurons.",
  help: [...traceOptionHelp, ...wideHelp, ...exportHelp("trace"), backendHelp],
  options: {
    ...modelOption,
    at: { type: "string" },
    span: { type: "string" },
    neuron: { type: "string" },
    ...traceOptionTable,
    ...exportOption,
    ...backendOption,
  },
  positionals: ["TEXT"],
  async run(context) {
    if (isWide(context)) return wideTrace(context);
    const exporting = await checkExport(context, "trace");
    const { text, position } = await readPlace(context);
    const given = traceOptions(context);
    const model = await readModel(context);
    const options =
      context.options.method === undefined
        ? { ...given, method: optionsFor(shapeOf(model.weights)).method }
        : given;
    checkOfNet(model, options);
    checkTargetAt(model, options.target, text, position);
    refuse(beyondRoom(shapeOf(model.weights), position, options.depth));
    const backend = backendOf(context);
    const asked = { at: position, ...options };
    const json = await finish(context, "tracing", traceAnswer({ text, model, backend }, asked));
    const question = { kind: "trace", asked } as const;
    const source = { text, model, backend: backend.backend };
    const answer = () => ({ json, tables: traceTables(json) });
    const written = await writeOutputs(context, [
      exportOutput(exporting, question, answer, source),
    ]);
    const { from, to } = namedRange(position, json.offsets.length - 1, text.bytes.length);
    const names = traceNames(json, text.bytes.subarray(from, to), from);
    return { code: 0, ...written, json, text: () => traceText(json, names, model.name, text.path) };
  },
};

function refuse(refusal: Refusal | undefined): void {
  if (!refusal) return;
  const option = refusal.field === "threshold" ? "while-tracing" : refusal.field;
  throw new InputError(`--${option}: ${refusal.words}`);
}
