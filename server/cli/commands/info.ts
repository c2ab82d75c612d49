// sparse-diff info: what a model file holds.
import { parameterCount } from "../../rnn/rawWeights";
import type { Command } from "../command";
import { readModel } from "../inputs";
import { oneLine } from "../oneLine";
import { bold } from "../table";

export const info: Command = {
  name: "info",
  usage: "MODEL",
  summary: "Format, hidden size and hash of a model.",
  help: [],
  options: {},
  positionals: ["MODEL"],
  async run(context) {
    const { format, weights, sha256, metadata } = await readModel(context, context.positionals[0]);
    const parameters = parameterCount(weights.H);
    const count = new Intl.NumberFormat("en-US");
    return {
      code: 0,
      json: { format, hiddenSize: weights.H, parameters, sha256, metadata },
      text: () =>
        [
          bold(oneLine(context.positionals[0])),
          `format        ${format}`,
          `hidden size   ${weights.H}`,
          `parameters    ${count.format(parameters)}`,
          `sha256        ${sha256}`,
          ...Object.entries(metadata).map(
            ([key, value]) => `${oneLine(key).padEnd(13)} ${oneLine(value)}`,
          ),
        ].join("\n"),
    };
  },
};
