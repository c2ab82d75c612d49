// sparse-diff faithfulness: how well each method's order of the past bytes foretells what taking them out does.
import { InputError } from "../../nets/inputError";
import {
  type Faithfulness,
  faithfulness as measured,
  RANKED,
  SIZES,
  samplePositions,
} from "../../statistics/faithfulness";
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
import { finish } from "../longWork";
import { bold, dim, number, oneLine, signed, table } from "../terminal";

const MOST_DEPTH = 200;
const MOST_SAMPLE = 100_000;
const DEPTH = 30;
const SAMPLE = 121;

export const faithfulness: Command = {
  name: "faithfulness",
  usage: "TEXT --model MODEL [--depth 30] [--sample 121] [--seed 1]",
  summary: "How well each method's order of the past bytes foretells what taking them out does.",
  help: [
    ...modelHelp,
    `--depth N               largest lag (${DEPTH})`,
    `--sample N              positions, in even steps from twice the depth on (${SAMPLE})`,
    "--seed N                of the random order and of the shuffled weights (1)",
    backendHelp,
  ],
  options: {
    ...modelOption,
    depth: { type: "string" },
    sample: { type: "string" },
    seed: { type: "string" },
    ...backendOption,
  },
  positionals: ["TEXT"],
  async run(context) {
    const text = await readText(context, 2);
    const depth = wholeNumber(context, "depth", DEPTH, 1, MOST_DEPTH);
    const sample = wholeNumber(context, "sample", SAMPLE, 1, MOST_SAMPLE);
    const seed = wholeNumber(context, "seed", 1, 0, 2 ** 32 - 1);
    const positions = samplePositions(text.bytes.length, depth, sample);
    if (!positions)
      throw new InputError(
        `${text.path}: ${text.bytes.length} bytes; expected at least ${2 * depth + 2} for --depth ${depth}`,
      );
    const { weights, name } = await readModel(context);
    const work = measured(backendOf(context), weights, text.bytes, depth, positions, seed);
    const found = await finish(context, "measuring", work);
    const json = {
      sample: positions.count,
      depth,
      seed,
      positions,
      sizes: sizesOf(depth),
      methods: found.methods,
      chance: {
        spearman: 0,
        topLagAgreement: 1 / (depth + 1),
        shuffledWeights: found.shuffledWeights,
      },
      sufficientSets: found.sufficientSets,
    };
    const where = `${oneLine(text.path)}, model ${oneLine(name)}`;
    return { code: 0, json, text: () => faithfulnessText(found, depth, seed, where) };
  },
};

const sizesOf = (depth: number) => SIZES.filter((m) => m <= depth + 1);

function faithfulnessText(
  { positions, methods, shuffledWeights, sufficientSets }: Faithfulness,
  depth: number,
  seed: number,
  where: string,
): string {
  const rows = RANKED.map((name) => {
    const { spearman, topLagAgreement, comprehensiveness, sufficiency } = methods[name];
    const numbers = [
      topLagAgreement,
      comprehensiveness.absolute,
      comprehensiveness.signed,
      sufficiency.absolute,
      sufficiency.signed,
    ];
    const lost = sufficientSets.sameSize[name];
    return [name, signed(spearman), ...numbers.map((value) => value.toFixed(3)), number(lost)];
  });
  const titles = [
    "Spearman",
    "top lag",
    "out, |.|",
    "out, signed",
    "alone, |.|",
    "alone, signed",
    "bits lost",
  ];
  const columns = [
    { title: "order", align: "left" as const },
    ...titles.map((title) => ({ title })),
  ];
  const { from, step, count } = positions;
  const last = from + (count - 1) * step;
  const { Wy, Wh, all } = shuffledWeights;
  return [
    bold(where),
    "",
    table(columns, rows),
    "",
    `n = ${count} positions, t = ${from}, ${from + step} .. ${last}; lags 0 to ${depth}; seed ${seed}.`,
    "Spearman and top lag are with |occlusion|; by chance 0, and " +
      `${(1 / (depth + 1)).toFixed(3)}.`,
    `out: p minus p without the first m lags; alone: p minus p with only them; mean over m = ${sizesOf(depth).join(", ")}.`,
    `The smallest sufficient sets: ${number(sufficientSets.meanSize)} lags and ${number(sufficientSets.meanLost)} bits lost on average; bits lost: with as many lags from the top of each order.`,
    `Signed gradient map against that of shuffled weights, Spearman: W_y ${signed(Wy)}, W_h ${signed(Wh)}, all ${signed(all)}.`,
    "",
    dim(
      "Bytes taken out are replaced by the mean byte of the text; the state before the window is kept.",
    ),
  ].join("\n");
}
