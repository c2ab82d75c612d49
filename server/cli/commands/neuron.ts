// sparse-diff neuron: the card of one neuron over a text.
import { cardTables } from "../../answers/tables";
import type { Model } from "../../nets/formats";
import { InputError } from "../../nets/inputError";
import { neuronCardSheet } from "../../protocol/words/neuronCard";
import { parseAnyNeuron } from "../../protocol/words/neuronNames";
import { sheetText } from "../../protocol/words/sheetText";
import { neuronCard } from "../../statistics/neuronCard/card";
import { type Command, type Context, wholeNumber } from "../command";
import { checkExport, exportHelp, exportOption, exportOutput } from "../exporting";
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
import { writeOutputs } from "../outputs";
import { sheetFile } from "../sheetFile";
import { neuronOf } from "../target";
import { oneLine, style } from "../terminal";

export const neuron: Command = {
  name: "neuron",
  usage: "TEXT --model MODEL --neuron I [--layer L] [--html FILE]",
  summary:
    "A neuron's card: what it reads and writes, where it is active, what the net is without it.",
  help: [
    ...modelHelp,
    "--neuron I              the neuron, by number or name: 68, h68, of a layer h2.68",
    "--layer L               its layer, from 1 at the input (the one that is read out)",
    "--html FILE             the card as a page",
    ...exportHelp("card"),
    backendHelp,
  ],
  options: {
    ...modelOption,
    neuron: { type: "string" },
    layer: { type: "string" },
    html: { type: "string" },
    ...exportOption,
    ...backendOption,
  },
  positionals: ["TEXT"],
  async run(context) {
    const { html } = context.options;
    const page = typeof html === "string" ? html : undefined;
    const exporting = await checkExport(context, "card", [["--html", page]]);
    const text = await readText(context, 2);
    const model = await readModel(context);
    const question = questionOf(context, model);
    const backend = backendOf(context);
    const work = neuronCard(backend, model.weights, text.bytes, question);
    const card = await finish(context, "reading", work);
    const subject = { text: oneLine(text.path), model: oneLine(model.name) };
    const sheet = () => neuronCardSheet(card, subject);
    const written = await writeOutputs(context, [
      { path: page, bytes: () => new TextEncoder().encode(sheetFile(sheet())) },
      exportOutput(
        exporting,
        { kind: "card", asked: question },
        () => ({ json: card, tables: cardTables(card) }),
        { text, model, backend: backend.backend },
      ),
    ]);
    return { code: 0, ...written, json: card, text: () => sheetText(sheet(), style, () => true) };
  },
};

/** @throws InputError naming the option if the net has no such neuron */
function questionOf(context: Context, model: Model) {
  const { options } = context;
  const { layers } = model.net;
  const net = { layers, hiddenSize: model.weights.H };
  const layer =
    options.layer === undefined
      ? undefined
      : wholeNumber(context, "layer", undefined, 1, layers, ", the layers of the model");
  const asked = options.neuron;
  const named = typeof asked === "string" ? parseAnyNeuron(asked, net) : undefined;
  // A name says its layer; a number is one of the layer asked for.
  const isName = typeof asked === "string" && asked.includes(".");
  if (named && isName && layer !== undefined && layer !== named.layer)
    throw new InputError(`--layer: ${layer}; expected ${named.layer}, the layer of ${asked}`);
  if (named) return { neuron: named.neuron, layer: isName ? named.layer : (layer ?? layers) };
  return { neuron: neuronOf(context, model), layer: layer ?? layers };
}
