// sparse-diff causes: which earlier bytes a prediction rests on, found by running the net.

import { causesJson } from "../../answers/causesJson";
import { netSummary } from "../../answers/netSummary";
import { traceJson } from "../../answers/traceJson";
import { memoryOf } from "../../attribution/causes/memory";
import { causesOf } from "../../attribution/causes/sets";
import { WindowRuns } from "../../attribution/causes/window";
import { pastSteps } from "../../attribution/forward";
import { Tracer } from "../../attribution/trace";
import { defaultOptions, lagsAt, optionsFor } from "../../attribution/types";
import { shapeOf } from "../../kernels/shape";
import { byteCounts, meanEmbedding } from "../../nets/weights";
import type { CausesJson } from "../../protocol/wire/causesJson";
import type { TraceJson } from "../../protocol/wire/traceJson";
import {
  agreementSentence,
  byteAndLag,
  decisiveSentence,
  enoughSentence,
} from "../../protocol/words/causes";
import { targetProbability } from "../../protocol/words/certainty";
import { several } from "../../protocol/words/numbers";
import { namedRange, type TraceNames, traceNames } from "../../protocol/words/traceNames";
import { type Command, oneOf, wholeNumber } from "../command";
import {
  backendHelp,
  backendOf,
  backendOption,
  headOf,
  modelHelp,
  modelOption,
  readModel,
  readPlace,
} from "../inputs";
import { finish } from "../longWork";
import { checkOfNet, targetHelp, targetOf } from "../target";
import { bold, bySign, dim, number, oneLine, signed, table } from "../terminal";

/** A search over more takes hours. */
const MOST_LAGS = 1000;
const squared = ", since the search takes about N x N / 2 runs of the net";

export const causes: Command = {
  name: "causes",
  usage: "TEXT --model MODEL --at T [--depth 50] [--baseline mean|zero] [--target NAME]",
  summary: "The earlier bytes that suffice for a prediction, and those that decide it.",
  help: [
    ...modelHelp,
    "--at T                  the current byte t; the predicted byte is t + 1",
    `--depth N               largest lag (${defaultOptions.depth}), at most ${MOST_LAGS}${squared}`,
    "--baseline NAME         what a byte is replaced with: mean (default), the mean byte of the text, or zero",
    targetHelp,
    "--objective NAME        logprob, the only one: sets of bytes keep or lose a probability",
    backendHelp,
  ],
  options: {
    ...modelOption,
    at: { type: "string" },
    depth: { type: "string" },
    baseline: { type: "string" },
    target: { type: "string" },
    objective: { type: "string" },
    ...backendOption,
  },
  positionals: ["TEXT"],
  async run(context) {
    const { text, position } = await readPlace(context);
    const asked = wholeNumber(context, "depth", defaultOptions.depth, 0, MOST_LAGS, squared);
    const baseline = oneOf(context, "baseline", ["mean", "zero"], "mean");
    oneOf(context, "objective", ["logprob"], "logprob");
    const asking = targetOf(context);
    const model = await readModel(context);
    const { weights, name } = model;
    checkOfNet(model, { target: asking }, text.bytes[position + 1]);
    const options = { ...optionsFor(shapeOf(weights)), depth: asked, target: asking };
    const depth = lagsAt(position, asked);
    const backend = backendOf(context);
    const tracer = new Tracer(backend, weights, depth);
    const reading = pastSteps(tracer.kernels, text.bytes, position, depth);
    const past = await finish(context, "reading", reading);
    const mean = meanEmbedding(weights, byteCounts(text.bytes));
    const trace = tracer.trace(past, options);
    const v0 = baseline === "mean" ? mean : new Float64Array(shapeOf(weights).inputSize);
    const { target } = trace.aim;
    const runs = await finish(context, "reading", WindowRuns.make(backend, weights, depth));
    const found = await finish(context, "running the net", causesOf(runs.aim(past, target, v0)));
    const memory = await finish(
      context,
      "running the net",
      memoryOf(runs.kernels, text.bytes, position, target),
      () => 1,
    );
    const traced = traceJson(trace, options, {
      ...headOf(text, model),
      net: netSummary(model),
      bytes: past.bytes,
    });
    const json: CausesJson = {
      ...predictionOf(traced),
      depth: asked,
      baseline,
      ...causesJson(found, memory, trace.attribution),
    };
    const { from, to } = namedRange(position, depth, text.bytes.length);
    const names = traceNames(traced, text.bytes.subarray(from, to), from);
    const where = oneLine(`${text.path}, model ${name}`);
    return { code: 0, json, text: () => causesText(json, traced, names, where) };
  },
};

function predictionOf(trace: TraceJson) {
  const { model, text, position, input, target, targetIsTrue, predicted, probability } = trace;
  return { model, text, position, input, target, targetIsTrue, predicted, probability };
}

function causesText(json: CausesJson, trace: TraceJson, names: TraceNames, where: string): string {
  const { position, bits, sufficient, necessary, baseline, memory } = json;
  const mark = (k: number) =>
    `${sufficient.lags.includes(k) ? "enough" : ""}${necessary.found && necessary.lags.includes(k) ? " decisive" : ""}`.trim();
  const rows = trace.offsets.map(({ k, position: at, attribution }) => [
    String(k),
    String(at),
    names.offsets[k],
    bySign(attribution, signed(attribution)),
    bySign(json.occlusion[k], signed(json.occlusion[k])),
    mark(k),
  ]);
  const columns = [
    { title: "k" },
    { title: "position" },
    { title: "byte", align: "left" as const },
    { title: "gradient" },
    { title: "occlusion" },
    { title: "", align: "left" as const },
  ];
  const remembered = Object.entries(memory).map(([m, lost]) => [m, number(lost)]);
  return [
    `${bold(names.target)} from t = ${position} (${names.input}); ${where}`,
    `p ${targetProbability(trace)}   ${number(bits)} bits`,
    enoughSentence(json, byteAndLag(names.offsets)),
    decisiveSentence(json, byteAndLag(names.offsets)),
    "",
    table(columns, rows),
    "",
    agreementSentence(json),
    "",
    "With the last m bytes only, from a zero state:",
    table([{ title: "m" }, { title: "bits" }], remembered),
    "",
    dim(
      `Found by ${several(sufficient.runs, "run")} of the net, replacing bytes by the ${baseline === "mean" ? "mean byte of the text" : "zero vector"}; the smallest set found, at most 1 bit lost.`,
    ),
  ].join("\n");
}
