// sparse-diff similar: the positions of a text that are like one of them, by state, by neurons and by lags.
import { headOf } from "../../answers/subject";
import { methodFor } from "../../attribution/asked";
import { defaultOptions } from "../../attribution/types";
import { isPredicted } from "../../kernels/shape";
import { InputError } from "../../nets/inputError";
import { SIGNATURE, SIMILARITIES, TOP } from "../../protocol/vocabulary/similarity";
import { namesOf } from "../../protocol/vocabulary/terms";
import { GRADIENT_METHODS } from "../../protocol/vocabulary/tracing";
import { byteName } from "../../protocol/words/byteNames";
import { CONTEXT, similarText } from "../../protocol/words/similarity";
import { similarMoments } from "../../similarity/search";
import { type Command, type Context, oneOf, wholeNumber } from "../command";
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
import { checkOfNet } from "../target";
import { oneLine, style } from "../terminal";

const NAMES = namesOf(SIMILARITIES);

export const similar: Command = {
  name: "similar",
  usage: "TEXT --model MODEL --at T [--by states|neurons|lags] [--top 10] [--depth 50]",
  summary: "The positions of a text that are like one of them, beside chance.",
  help: [
    ...modelHelp,
    "--at T                  the position that others are compared with",
    `--by NAME               ${NAMES.join(", ")} (default: all)`,
    `--top N                 how many are listed (${TOP.fallback})`,
    `--depth N               the largest lag compared (${defaultOptions.depth})`,
    `--method NAME           ${GRADIENT_METHODS.join(" or ")}; default: gradient, or gated where the net has no other`,
    backendHelp,
  ],
  options: {
    ...modelOption,
    at: { type: "string" },
    by: { type: "string" },
    top: { type: "string" },
    depth: { type: "string" },
    method: { type: "string" },
    ...backendOption,
  },
  positionals: ["TEXT"],
  async run(context) {
    const { options } = context;
    const { text, position } = await readPlace(context);
    const { bytes } = text;
    const by = options.by === undefined ? NAMES : [oneOf(context, "by", NAMES, "states")];
    checkOfLags(context);
    const top = wholeNumber(context, "top", TOP.fallback, TOP.low, TOP.high);
    const { low, high } = SIGNATURE;
    const depth = wholeNumber(context, "depth", defaultOptions.depth, low, high);
    const asked = oneOf(context, "method", GRADIENT_METHODS, "gradient");
    const model = await readModel(context);
    const { weights } = model;
    if (options.method !== undefined) checkOfNet(model, { method: asked });
    if (position + 1 < bytes.length && !isPredicted(weights, bytes[position + 1]))
      throw new InputError(
        `--at: '${position}'; the byte after it, ${byteName(bytes[position + 1])}, is not in the model's alphabet, so that nothing predicts it; expected a position before a byte that is`,
      );
    const question = { position, by, top, depth, method: methodFor(weights, asked) };
    const work = similarMoments(backendOf(context), weights, bytes, question);
    const found = await finish(context, "comparing", work);
    const before = (t: number) =>
      Buffer.from(bytes.subarray(Math.max(0, t + 1 - CONTEXT), t + 1)).toString("utf8");
    const subject = { text: oneLine(text.path), model: oneLine(model.name), bytes: bytes.length };
    return {
      code: 0,
      json: { ...headOf({ text, model }), ...found },
      text: () => similarText(found, subject, before, style),
    };
  },
};

/** Only lags are counted up to a depth and traced by a method. */
function checkOfLags({ options }: Context): void {
  const unused = ["depth", "method"].find((name) => options[name] !== undefined);
  if (unused !== undefined && options.by !== undefined && options.by !== "lags")
    throw new InputError(`--${unused}: has no meaning beside --by ${options.by}`);
}
