// sparse-diff info: what a model file holds, and how it was understood.
import type { NetDescription } from "../../nets/nets";
import { parameterCount } from "../../nets/rawWeights";
import type { Command } from "../command";
import { netHelp, netOption, readModel } from "../inputs";
import { oneLine } from "../oneLine";
import { bold } from "../table";

export const info: Command = {
  name: "info",
  usage: "MODEL [--prefix NAME]",
  summary: "What a model file holds: format, net, sizes, hash, and which tensor is what.",
  help: [netHelp],
  options: netOption,
  positionals: ["MODEL"],
  async run(context) {
    const [path] = context.positionals;
    const { format, weights, sha256, metadata, net } = await readModel(context, path);
    const hiddenSize = weights.H;
    const parameters = parameterCount(hiddenSize);
    const count = new Intl.NumberFormat("en-US");
    return {
      code: 0,
      json: { format, hiddenSize, parameters, sha256, metadata, ...net },
      text: () =>
        [
          bold(oneLine(path)),
          ...[
            ["format", format],
            ["net", netWords(net)],
            ["hidden size", String(hiddenSize)],
            ["parameters", count.format(parameters)],
            ["numbers", dtypeWords(net.dtype)],
            ["sha256", sha256],
            ...net.parts.map(({ part, from }) => [part, from]),
            ...(net.ignored.length > 0 ? [["left out", net.ignored.join(", ")]] : []),
            ...Object.entries(metadata),
          ].map(([key, value]) => `${oneLine(key).padEnd(13)} ${oneLine(value)}`),
        ].join("\n"),
    };
  },
};

function netWords({ cell, nonlinearity, layers, input, alphabet, prefix }: NetDescription): string {
  const kind = `${cell === "elman" ? "Elman" : cell} (${nonlinearity}), ${layers} layer`;
  const into =
    input.kind === "embedding" ? `an embedding of width ${input.width}, folded` : "one-hot bytes";
  const chosen = prefix === "" ? "" : `, chosen by the prefix '${prefix}'`;
  return `${kind}, ${into}, softmax over ${alphabet.size} bytes${chosen}`;
}

function dtypeWords(dtype: string): string {
  return dtype.includes("F64") ? `${dtype}, rounded once to F32` : dtype;
}
