// Select Layer and Show Neuron Over Text choose what the colours in the editor show. Both only write settings.

import { COLOURINGS } from "../../../server/protocol/vocabulary/layers";
import { namesOf } from "../../../server/protocol/vocabulary/terms";
import type { Commands } from "../../host/commands";
import type { Config } from "../../host/config";
import { ask, pick } from "../../host/notices";
import type { OpenFiles } from "../../host/openFiles";
import { CannotRun } from "../../state/cannotRun";
import { COMMANDS, KEYS } from "../../state/ids";
import type { OnScreen } from "../../state/onScreen";

export interface LayerChoiceParts {
  readonly config: Config;
  readonly screen: OnScreen;
  readonly files: OpenFiles;
}

export function layerCommands(parts: LayerChoiceParts): Commands {
  return {
    [COMMANDS.selectLayer]: () => selectLayer(parts),
    [COMMANDS.showNeuron]: (argument) => showNeuron(parts, argument),
  };
}

async function selectLayer(parts: LayerChoiceParts): Promise<void> {
  const now = parts.config.settings.layer;
  const items = namesOf(COLOURINGS).map((layer) => ({
    // The dots say that the neuron is asked for next.
    label: `${COLOURINGS[layer].label}${layer === "neuron" ? "..." : ""}`,
    detail: COLOURINGS[layer].sentence,
    description: layer === now ? "current" : "",
    layer,
  }));
  const picked = await pick(items, { title: "Select Layer" });
  if (picked?.layer === "neuron") await showNeuron(parts, undefined);
  else if (picked) await parts.config.update(KEYS.layer, picked.layer);
}

/** @param argument the neuron, from a link; if absent, the user is asked */
async function showNeuron(
  { config, screen, files }: LayerChoiceParts,
  argument: unknown,
): Promise<void> {
  const document = screen.activeEditor?.document;
  const phase = document && files.get(document)?.phase;
  if (phase?.kind !== "ready") throw new CannotRun("Attribution is not on for this text.");
  const { hiddenSize } = phase.model;
  const neuron = typeof argument === "number" ? argument : await askNeuron(hiddenSize);
  if (neuron === undefined) return;
  if (!Number.isInteger(neuron) || neuron < 0 || neuron >= hiddenSize) {
    throw new CannotRun(`This model has no neuron h${neuron}: it has h0 to h${hiddenSize - 1}.`);
  }
  await config.update(KEYS.neuron, neuron);
  await config.update(KEYS.layer, "neuron");
}

async function askNeuron(hiddenSize: number): Promise<number | undefined> {
  const text = await ask({
    title: "Show Neuron Over Text",
    prompt: `A neuron, h0 to h${hiddenSize - 1}`,
    placeHolder: "h99",
    validateInput: (value) => {
      const number = neuronOf(value);
      return number !== undefined && number < hiddenSize ? undefined : `h0 to h${hiddenSize - 1}.`;
    },
  });
  return text === undefined ? undefined : neuronOf(text);
}

/** 'h99' or '99' */
function neuronOf(text: string): number | undefined {
  const digits = /^\s*h?(\d{1,5})\s*$/i.exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
