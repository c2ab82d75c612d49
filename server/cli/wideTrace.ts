// trace --span A:B and --neuron I: what is printed of a target that is not one byte. The options of a single prediction
// are refused beside them.
import { wideTables } from "../answers/tables";
import { neuronAnswer, spanAnswer, spanLags } from "../answers/traceAnswer";
import { defaultOptions, optionsFor } from "../attribution/types";
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
import { checkExport, exportOutput } from "./exporting";
import { backendOf, readModel, readPlace, readText } from "./inputs";
import { finish } from "./longWork";
import { writeOutputs } from "./outputs";
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
  const exporting = await checkExport(context, "span");
  const text = await readText(context, 2);
  const span = spanOf(String(context.options.span), text.bytes.length);
  const model = await readModel(context);
  const asked = { ...span, ...tracing(context, model) };
  const { weights, name } = model;
  const lags = spanLags(asked);
  const most = mostWindow(shapeOf(weights), 1) - 1;
  if (lags > most)
    throw new InputError(
      `--span: ${several(lags, "lag")} to trace; expected at most ${most} for hidden size ${weights.H}`,
    );
  const backend = backendOf(context);
  const json = await finish(context, "tracing", spanAnswer({ text, model, backend }, asked));
  const answer = () => ({ json, tables: wideTables(json) });
  const source = { text, model, backend: backend.backend };
  const written = await writeOutputs(context, [
    exportOutput(exporting, { kind: "span", asked }, answer, source),
  ]);
  const { from, to, bits } = json.span;
  const head = `bytes ${from} to ${to - 1}: ${number(bits)} bits`;
  const where = oneLine(`${text.path}, model ${name}`);
  const shown = () => wideText(head, where, json.offsets, text.bytes, `${asked.method}, nats`);
  return { code: 0, ...written, json, text: shown };
}

async function ofNeuron(context: Context): Promise<Result> {
  const exporting = await checkExport(context, "neuron");
  const { text, position } = await readPlace(context);
  const model = await readModel(context);
  const { method, depth } = tracing(context, model);
  const asked = { at: position, neuron: neuronOf(context, model), method, depth };
  const backend = backendOf(context);
  const json = await finish(context, "tracing", neuronAnswer({ text, model, backend }, asked));
  const answer = () => ({ json, tables: wideTables(json) });
  const source = { text, model, backend: backend.backend };
  const written = await writeOutputs(context, [
    exportOutput(exporting, { kind: "neuron", asked }, answer, source),
  ]);
  const { neuron, activation } = json.neuron;
  const head = `${neuronName(neuron, model.net)} at t = ${position}: ${signed(activation)}`;
  const where = oneLine(`${text.path}, model ${model.name}`);
  const shown = () => wideText(head, where, json.offsets, text.bytes, `${method}, activation`);
  return { code: 0, ...written, json, text: shown };
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
