// sparse-diff causes: which earlier bytes a prediction rests on, found by running the net.
import { causesAnswer, MOST_CAUSE_LAGS } from "../../answers/causesAnswer";
import { causesTables } from "../../answers/tables";
import { defaultOptions } from "../../attribution/types";
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
import { bold, bySign, dim, number, oneLine, signed, table } from "../terminal";

const squared = ", since the search takes about N x N / 2 runs of the net";

export const causes: Command = {
  name: "causes",
  usage: "TEXT --model MODEL --at T [--depth 50] [--baseline mean|zero] [--target NAME]",
  summary: "The earlier bytes that suffice for a prediction, and those that decide it.",
  help: [
    ...modelHelp,
    "--at T                  the current byte t; the predicted byte is t + 1",
    `--depth N               largest lag (${defaultOptions.depth}), at most ${MOST_CAUSE_LAGS}${squared}`,
    "--baseline NAME         what a byte is replaced with: mean (default), the mean embedding of the text, or zero",
    targetHelp,
    "--objective NAME        logprob, the only one: sets of bytes keep or lose a probability",
    ...exportHelp("causes"),
    backendHelp,
  ],
  options: {
    ...modelOption,
    at: { type: "string" },
    depth: { type: "string" },
    baseline: { type: "string" },
    target: { type: "string" },
    objective: { type: "string" },
    ...exportOption,
    ...backendOption,
  },
  positionals: ["TEXT"],
  async run(context) {
    const exporting = await checkExport(context, "causes");
    const { text, position } = await readPlace(context);
    const depth = wholeNumber(context, "depth", defaultOptions.depth, 0, MOST_CAUSE_LAGS, squared);
    const baseline = oneOf(context, "baseline", ["mean", "zero"], "mean");
    oneOf(context, "objective", ["logprob"], "logprob");
    const target = targetOf(context);
    const model = await readModel(context);
    checkOfNet(model, { target });
    checkTargetAt(model, target, text, position);
    const backend = backendOf(context);
    const asked = { at: position, depth, baseline, target } as const;
    const work = causesAnswer({ text, model, backend }, asked);
    const found = await finish(context, "running the net", work);
    const { json, trace: traced } = found;
    const question = { kind: "causes", asked } as const;
    const source = { text, model, backend: backend.backend };
    const answer = () => ({ json, tables: causesTables(found) });
    const written = await writeOutputs(context, [
      exportOutput(exporting, question, answer, source),
    ]);
    const { from, to } = namedRange(position, traced.offsets.length - 1, text.bytes.length);
    const names = traceNames(traced, text.bytes.subarray(from, to), from);
    const where = oneLine(`${text.path}, model ${model.name}`);
    return { code: 0, ...written, json, text: () => causesText(json, traced, names, where) };
  },
};

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
      `Found by ${several(sufficient.runs, "run")} of the net, replacing bytes by the ${baseline === "mean" ? "mean embedding of the text" : "zero vector"}; the smallest set found, at most 1 bit lost.`,
    ),
  ].join("\n");
}
