// The commands about a model file alone. sparse-diff info: what it holds, and how it was understood. sparse-diff
// convert: the same model in another format, chosen by the output name.
import { netSummary } from "../../answers/netSummary";
import { backendWords, selectKernels } from "../../kernels/select";
import type { Model } from "../../nets/formats";
import { formatOf, writeCopy } from "../../nets/formats";
import type { NetDescription } from "../../nets/nets";
import { parameterCount } from "../../nets/weights";
import { netSentence } from "../../protocol/words/netNames";
import { visibleText } from "../../protocol/words/visibleText";
import type { Command } from "../command";
import { modelFiles } from "../inputFiles";
import { netHelp, netOption, readModel } from "../inputs";
import { checkModelOutput, checkOutputs, modelFileName, writeOutputs } from "../outputs";
import { bold, oneLine } from "../terminal";

export const info: Command = {
  name: "info",
  usage: "MODEL [--prefix NAME] [--alphabet FILE|NAME] [--nonlinearity tanh|relu]",
  summary: "What a model file holds: format, net, sizes, hash, and which tensor is what.",
  help: netHelp,
  options: netOption,
  positionals: ["MODEL"],
  async run(context) {
    const [path] = context.positionals;
    const model = await readModel(context, path);
    const { format, weights, sha256, metadata, net } = model;
    const hiddenSize = weights.H;
    const parameters = parameterCount(weights);
    const { backend } = selectKernels();
    const count = new Intl.NumberFormat("en-US");
    return {
      code: 0,
      json: { format, hiddenSize, parameters, sha256, metadata, ...net, backend },
      text: () =>
        [
          bold(oneLine(path)),
          ...[
            ["format", format],
            ["net", netWords(model)],
            ...alphabetWords(net),
            ["hidden size", String(hiddenSize)],
            ["parameters", count.format(parameters)],
            ["numbers", dtypeWords(net.dtype)],
            ["sha256", sha256],
            ...net.parts.map(({ part, from }) => [part, from]),
            ...(net.ignored.length > 0 ? [["left out", net.ignored.join(", ")]] : []),
            ...Object.entries(metadata),
            ["kernels here", backendWords(backend)],
          ].map(([key, value]) => `${oneLine(key).padEnd(13)} ${oneLine(value)}`),
        ].join("\n"),
    };
  },
};

function netWords(model: Model): string {
  const { prefix } = model.net;
  const chosen = prefix === "" ? "" : `, chosen by the prefix '${prefix}'`;
  return `${netSentence(netSummary(model))}${chosen}`;
}

/** Which characters, and who says so; nothing for the 256 bytes. */
function alphabetWords({ alphabet: { characters, source } }: NetDescription): [string, string][] {
  if (characters === null) return [];
  return [["alphabet", `${visibleText(characters.join(""))} (${source})`]];
}

function dtypeWords(dtype: string): string {
  return dtype.includes("F64") ? `${dtype}, rounded once to F32` : dtype;
}

export const convert: Command = {
  name: "convert",
  usage: "MODEL OUT",
  summary: "Writes a model as raw weights (.bin) or .safetensors, from any format that is read.",
  help: [...netHelp, "Standard output gets a .safetensors."],
  options: netOption,
  positionals: ["MODEL", "OUT"],
  async run(context) {
    const [path, out] = context.positionals;
    checkModelOutput("OUT", out);
    await checkOutputs(context, [["OUT", out]], modelFiles(context, path));
    const model = await readModel(context, path);
    const { weights, format, sha256 } = model;
    const name = modelFileName(out);
    const bytes = () => writeCopy(model, name);
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
