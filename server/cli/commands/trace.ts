// sparse-diff trace: one prediction and what the past contributed to it.
import { pastSteps } from "../../attribution/past";
import { Tracer } from "../../attribution/trace";
import { lagsAt } from "../../attribution/types";
import { mostWindow } from "../../kernels/layout";
import { byteCounts, meanEmbedding } from "../../nets/embedding";
import { InputError } from "../../nets/inputError";
import { namedRange, traceNames } from "../../protocol/words/traceNames";
import { traceJson } from "../../requests/traceJson";
import { type Command, wholeNumber } from "../command";
import { backendHelp, backendOf, backendOption, modelOption, readModel, readText } from "../inputs";
import { finish } from "../progress";
import { traceOptionHelp, traceOptions, traceOptionTable } from "../traceOptions";
import { traceText } from "../traceText";

export const trace: Command = {
  name: "trace",
  usage: "TEXT --model MODEL --at T [options]",
  summary: "Attribution of the prediction made at byte T to past bytes and neurons.",
  help: [...traceOptionHelp, backendHelp],
  options: {
    ...modelOption,
    at: { type: "string" },
    ...traceOptionTable,
    ...backendOption,
  },
  positionals: ["TEXT"],
  async run(context) {
    const text = await readText(context, 1);
    const last = text.bytes.length - 1;
    const options = traceOptions(context);
    const position = wholeNumber(
      context,
      "at",
      undefined,
      0,
      last,
      `, the last byte of ${text.path}`,
    );
    const model = await readModel(context);
    const depth = depthOf(model.weights.H, position, options.depth);
    const tracer = new Tracer(backendOf(context), model.weights, depth);
    const past = await finish(
      context,
      "reading",
      pastSteps(tracer.kernels, text.bytes, position, depth),
    );
    const mean = meanEmbedding(model.weights, byteCounts(text.bytes));
    const lags = (k: number) => k / (depth + 1);
    const result = await finish(context, "tracing", tracer.steps(past, options, mean), lags);
    const json = traceJson(result, options, {
      model: { hiddenSize: model.weights.H, sha256: model.sha256 },
      text: { bytes: text.bytes.length, sha256: text.sha256 },
      bytes: past.bytes,
    });
    const { from, to } = namedRange(position, json.offsets.length - 1, text.bytes.length);
    const names = traceNames(json, text.bytes.subarray(from, to), from);
    return { code: 0, json, text: () => traceText(json, names, model.name, text.path) };
  },
};

/** The number of lags available at t. @throws InputError for more than a workspace can hold. */
function depthOf(H: number, position: number, asked: number): number {
  const depth = lagsAt(position, asked);
  const most = mostWindow(H, 1) - 1;
  if (depth <= most) return depth;
  throw new InputError(
    `--depth: ${depth} lags at t = ${position}; expected at most ${most} for hidden size ${H}`,
  );
}
