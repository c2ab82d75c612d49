// sparse-diff convert: a model from one file format to the other; the names decide which.
import { carriedMetadata, formatOf, writeModel } from "../../rnn/formats";
import { InputError } from "../../rnn/inputError";
import { shortPath } from "../../rnn/shortened";
import type { Command } from "../command";
import { netHelp, netOption, readModel } from "../inputs";
import { oneLine } from "../oneLine";
import { checkOutputs } from "../outputs";

export const convert: Command = {
  name: "convert",
  usage: "MODEL OUT",
  summary: "Writes a model as raw weights (.bin) or .safetensors, from any format that is read.",
  help: [netHelp],
  options: netOption,
  positionals: ["MODEL", "OUT"],
  async run(context) {
    const [path, out] = context.positionals;
    if (!/\.(bin|safetensors)$/i.test(out))
      throw new InputError(
        `OUT: '${shortPath(out)}'; expected a file name that ends in .bin or .safetensors`,
      );
    await checkOutputs(context, [["OUT", out]], [path]);
    const model = await readModel(context, path);
    const { weights, format, sha256 } = model;
    await context.files.writeAtomic(out, writeModel(weights, out, carriedMetadata(model)));
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
