// trace --span A:B and --neuron I: what is printed of a target that is not one byte. The options of a single prediction
// are refused beside them.

import { neuronTraceJson, spanTraceJson } from "../answers/wideJson";
import { pastSteps } from "../attribution/forward";
import { defaultOptions, lagsAt, optionsFor } from "../attribution/types";
import { traceNeuron, traceSpan } from "../attribution/wideTargets";
import { shapeOf } from "../kernels/shape";
import { mostWindow } from "../kernels/simd";
import type { Model } from "../nets/formats";
import { InputError } from "../nets/inputError";
import { GRADIENT_METHODS } from "../protocol/vocabulary/tracing";
import type { OffsetJson } from "../protocol/wire/traceJson";
import { byteNames } from "../protocol/words/byteNames";
import { neuronName } from "../protocol/words/neuronNames";
import { several } from "../protocol/words/numbers";
import { shortened } from "../protocol/words/shortened";
import { type Context, oneOf, type Result, wholeNumber } from "./command";
import { backendOf, headOf, readModel, readPlace, readText } from "./inputs";
import { finish } from "./longWork";
import { checkOfNet, neuronOf } from "./target";
import { bold, bySign, dim, number, oneLine, percent, signed, table } from "./terminal";

export const wideHelp = [
  "--span A:B              the target is bytes A to B - 1, their log-probabilities summed; no --at",
  "--neuron I              the target is the activation of neuron I at t, by number or name",
];

const OF_ONE_BYTE = [
  "target",
  "objective",
  "against",
  "baseline",
  "nucleus",
  "share",
  "absolute",
  "while-tracing",
];

export function isWide({ options }: Context): boolean {
  return options.span !== undefined || options.neuron !== undefined;
}

export function wideTrace(context: Context): Promise<Result> {
  const { options } = context;
  const wide = options.span === undefined ? "neuron" : "span";
  const others = [...OF_ONE_BYTE, ...(wide === "span" ? ["at", "neuron"] : [])];
  const other = others.find((name) => options[name] !== undefined);
  if (other !== undefined) throw new InputError(`--${other}: has no meaning beside --${wide}`);
  return wide === "span" ? ofSpan(context) : ofNeuron(context);
}

async function ofSpan(context: Context): Promise<Result> {
  const text = await readText(context, 2);
  const { from, to } = spanOf(String(context.options.span), text.bytes.length);
  const model = await readModel(context);
  const { method, depth } = tracing(context, model);
  const { weights, name } = model;
  const last = to - 2;
  const lags = last - Math.max(0, from - 1 - depth);
  const most = mostWindow(shapeOf(weights), 1) - 1;
  if (lags > most)
    throw new InputError(
      `--span: ${several(lags, "lag")} to trace; expected at most ${most} for hidden size ${weights.H}`,
    );
  const kernels = backendOf(context).bind(weights, { rows: 1, window: lags + 1 });
  const past = await finish(context, "reading", pastSteps(kernels, text.bytes, last, lags));
  const next = text.bytes.subarray(last - lags + 1, to);
  const work = traceSpan(kernels, past, next, to - from, method);
  const trace = await finish(context, "tracing", work, (k) => k / (lags + 1));
  const { bytes } = past;
  const source = { ...headOf(text, model), method, depth, position: last, bytes };
  const json = spanTraceJson(trace, source, { from, to });
  const head = `bytes ${from} to ${to - 1}: ${number(trace.bits)} bits`;
  const where = oneLine(`${text.path}, model ${name}`);
  return {
    code: 0,
    json,
    text: () => wideText(head, where, json.offsets, text.bytes, `${method}, nats`),
  };
}

async function ofNeuron(context: Context): Promise<Result> {
  const { text, position } = await readPlace(context);
  const model = await readModel(context);
  const { method, depth } = tracing(context, model);
  const { weights, name } = model;
  const neuron = neuronOf(context, model);
  const lags = lagsAt(position, depth);
  const kernels = backendOf(context).bind(weights, { rows: 1, window: lags + 1 });
  const past = await finish(context, "reading", pastSteps(kernels, text.bytes, position, lags));
  const work = traceNeuron(kernels, past, neuron, method);
  const trace = await finish(context, "tracing", work, (k) => k / (lags + 1));
  const { bytes } = past;
  const source = { ...headOf(text, model), method, depth, position, bytes };
  const json = neuronTraceJson(trace, source, neuron);
  const head = `${neuronName(neuron, model.net)} at t = ${position}: ${signed(trace.activation)}`;
  const where = oneLine(`${text.path}, model ${name}`);
  const unit = `${method}, activation`;
  return { code: 0, json, text: () => wideText(head, where, json.offsets, text.bytes, unit) };
}

/** 'A:B' with 1 <= A < B <= the length of the text: byte 0 has no past. */
function spanOf(value: string, length: number) {
  const [, from, to] = /^(\d{1,15}):(\d{1,15})$/.exec(value)?.map(Number) ?? [];
  if (from >= 1 && from < to && to <= length) return { from, to };
  throw new InputError(
    `--span: '${shortened(value)}'; expected A:B with 1 <= A < B <= ${length}, the length of the text`,
  );
}

function tracing(context: Context, model: Model) {
  const usual = optionsFor(shapeOf(model.weights)).method;
  const method = oneOf(context, "method", GRADIENT_METHODS, usual);
  checkOfNet(model, { method });
  return {
    method,
    depth: wholeNumber(context, "depth", defaultOptions.depth, 0, Number.MAX_SAFE_INTEGER),
  };
}

function wideText(
  head: string,
  where: string,
  offsets: readonly (OffsetJson & { readonly inside?: boolean })[],
  text: Uint8Array,
  title: string,
): string {
  const first = offsets.at(-1)?.position ?? 0;
  const names = byteNames(Array.from(text.subarray(first, (offsets[0]?.position ?? 0) + 1)));
  const rows = offsets.map(({ k, position, attribution, share, gradientNorm, inside }) => [
    String(k),
    String(position),
    names[position - first] ?? "",
    bySign(attribution, signed(attribution)),
    percent(share),
    number(gradientNorm),
    inside ? "target" : "",
  ]);
  const left = { align: "left" as const };
  const columns = [
    { title: "k" },
    { title: "position" },
    { title: "byte", ...left },
    { title },
    { title: "share" },
    { title: "||g||" },
    { title: "", ...left },
  ];
  return [
    `${bold(head)}; ${where}`,
    "",
    table(columns, rows),
    "",
    dim("A gradient is a slope at this text, not a cause."),
  ].join("\n");
}
