// sparse-diff convert: converts a model to another file format, chosen by the output name.
import { carriedMetadata, formatOf, writeModel } from "../../nets/formats";
import type { Command } from "../command";
import { netHelp, netOption, readModel } from "../inputs";
import { oneLine } from "../oneLine";
import { checkModelOutput, checkOutputs, modelFileName, writeOutputs } from "../outputs";

export const convert: Command = {
  name: "convert",
  usage: "MODEL OUT",
  summary: "Writes a model as raw weights (.bin) or .safetensors, from any format that is read.",
  help: [netHelp, "Standard output gets a .safetensors."],
  options: netOption,
  positionals: ["MODEL", "OUT"],
  async run(context) {
    const [path, out] = context.positionals;
    checkModelOutput("OUT", out);
    await checkOutputs(context, [["OUT", out]], [path]);
    const model = await readModel(context, path);
    const { weights, format, sha256 } = model;
    const name = modelFileName(out);
    const bytes = () => writeModel(weights, name, carriedMetadata(model));
    const written = await writeOutputs(context, [{ path: out, bytes }]);
    const json = {
      from: path,
      to: out,
      formats: [format, formatOf(name)],
      hiddenSize: weights.H,
      sha256,
    };
    return {
      code: 0,
      json,
      ...written,
      text: () =>
        oneLine(`${path} (${format}) -> ${out} (${formatOf(name)}), hidden size ${weights.H}`),
    };
  },
};
