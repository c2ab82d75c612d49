// sparse-diff faithfulness: how well each method's order of the past bytes foretells what taking them out does.
import { faithfulnessJson, faithfulnessOnThreads } from "../../jobs/measureJobs";
import { InputError } from "../../nets/inputError";
import { FAITHFULNESS } from "../../protocol/vocabulary/faithfulness";
import { faithfulnessText } from "../../protocol/words/faithfulness";
import { several } from "../../protocol/words/numbers";
import { samplePositions } from "../../statistics/faithfulness";
import { type Command, wholeNumber } from "../command";
import {
  backendHelp,
  backendOf,
  backendOption,
  modelHelp,
  modelOption,
  readModel,
  readText,
} from "../inputs";
import { threadsHelp, threadsOf, threadsOption, withPool } from "../longWork";
import { oneLine, style } from "../terminal";

const { depth: DEPTH, sample: SAMPLE } = FAITHFULNESS;

export const faithfulness: Command = {
  name: "faithfulness",
  usage: "TEXT --model MODEL [--depth 30] [--sample 121] [--seed 1] [--threads N]",
  summary: "How well each method's order of the past bytes foretells what taking them out does.",
  help: [
    ...modelHelp,
    `--depth N               largest lag (${DEPTH.fallback})`,
    `--sample N              positions, in even steps from twice the depth on (${SAMPLE.fallback})`,
    "--seed N                of the random order and of the shuffled weights (1)",
    threadsHelp,
    backendHelp,
  ],
  options: {
    ...modelOption,
    depth: { type: "string" },
    sample: { type: "string" },
    seed: { type: "string" },
    ...threadsOption,
    ...backendOption,
  },
  positionals: ["TEXT"],
  async run(context) {
    const text = await readText(context, 2);
    const chosen = (name: keyof typeof FAITHFULNESS) => {
      const { fallback, low, high } = FAITHFULNESS[name];
      return wholeNumber(context, name, fallback, low, high);
    };
    const [depth, sample, seed] = [chosen("depth"), chosen("sample"), chosen("seed")];
    const { weights, name } = await readModel(context);
    const positions = samplePositions(weights, text.bytes, depth, sample);
    if (!positions)
      throw new InputError(
        `${text.path}: ${text.bytes.length} bytes; expected at least ${2 * depth + 2} for --depth ${depth}`,
      );
    if (positions.count === 0)
      throw new InputError(
        `${text.path}: at none of the ${several(positions.outside, "position")} sampled is the next byte in the model's alphabet; expected a text in its characters`,
      );
    const measurable = { backend: backendOf(context), weights, text: text.bytes };
    const show = (fraction: number) =>
      context.out.progress(`measuring: ${Math.floor(100 * fraction)} %`);
    const threads = Math.min(threadsOf(context), positions.count);
    const found = await withPool(threads, (pool) =>
      faithfulnessOnThreads(pool, measurable, { depth, positions, seed }, show),
    );
    context.out.progress("");
    if (!found) throw new Error("the threads ended before they were done");
    const json = faithfulnessJson(found, weights, depth, seed);
    const subject = { text: oneLine(text.path), model: oneLine(name), bytes: text.bytes.length };
    return { code: 0, json, text: () => faithfulnessText(json, subject, style) };
  },
};
