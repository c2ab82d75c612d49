// sparse-diff convert: a model from one file format to the other; the names decide which.
import { formatOf, writeModel } from "../../rnn/formats";
import { InputError } from "../../rnn/inputError";
import type { Command } from "../command";
import { readModel } from "../inputs";
import { oneLine } from "../oneLine";
import { checkOutputs } from "../outputs";

export const convert: Command = {
  name: "convert",
  usage: "MODEL OUT",
  summary: "Converts a model between the raw layout (.bin) and .safetensors.",
  help: [],
  options: {},
  positionals: ["MODEL", "OUT"],
  async run(context) {
    const [path, out] = context.positionals;
    if (!/\.(bin|safetensors)$/i.test(out))
      throw new InputError(`OUT: '${out}'; expected a file name that ends in .bin or .safetensors`);
    await checkOutputs(context, [["OUT", out]], [path]);
    const { weights, format, metadata, sha256 } = await readModel(context, path);
    await context.files.writeAtomic(out, writeModel(weights, out, metadata));
    const json = {
      from: path,
      to: out,
      formats: [format, formatOf(out)],
      hiddenSize: weights.H,
      sha256,
    };
    return {
      code: 0,
      json,
      text: () =>
        oneLine(`${path} (${format}) -> ${out} (${formatOf(out)}), hidden size ${weights.H}`),
    };
  },
};
