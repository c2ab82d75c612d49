// Show Neuron Card: what a neuron reads and writes in the text, where it is active and what the net is without it, as a sheet
// beside the text. Run from wherever a neuron is named, or from the palette, where the neuron is asked for.
import * as vscode from "vscode";
import { neuronCardRequest } from "../../../server/protocol/wire/neuronCard";
import { l10n } from "../../../server/protocol/words/l10n";
import { neuronCardSheet } from "../../../server/protocol/words/neuronCard";
import { anyNeuronRange } from "../../../server/protocol/words/neuronNames";
import { askAnyNeuron, netAtHand } from "../../host/askNeuron";
import type { Commands } from "../../host/commands";
import { eligibleEditor, nameOf } from "../../host/editors";
import { aboutNow, type Sheets } from "../../host/sheets";
import { readyFile } from "../../host/switchedOn";
import { CannotRun } from "../../state/cannotRun";
import { COMMANDS } from "../../state/ids";
import { type CardLink, cardLink } from "../../state/links";
import type { OnScreen } from "../../state/onScreen";
import { type MeasureParts, offIn } from "./commands";

export interface CardParts extends MeasureParts {
  readonly sheets: Sheets;
  readonly screen: OnScreen;
}

export function neuronCardCommands(parts: CardParts): Commands {
  return { [COMMANDS.showNeuronCard]: (argument) => showCard(parts, cardLink(argument)) };
}

/** @param link the neuron, from wherever it is named; if absent, the user is asked */
async function showCard(parts: CardParts, link: CardLink | undefined): Promise<void> {
  const document = await documentOf(parts, link);
  const name = nameOf(document);
  if (!parts.switchedOn.isOn(document)) throw offIn(name);
  const { phase } = await readyFile(parts, document);
  if (phase.kind !== "ready") return;
  const net = netAtHand(parts.files, document);
  const { config } = parts;
  const first = config.settings.layer === "neuron" ? config.settings.neuron : undefined;
  const asked = link ?? (await askAnyNeuron(net, { title: l10n`Show Neuron Card`, first }));
  if (!asked) return;
  const { neuron, layer = net.layers } = asked;
  if (neuron >= net.hiddenSize || layer < 1 || layer > net.layers)
    throw new CannotRun(
      l10n`This model has no neuron ${neuron} in layer ${layer}: it has ${anyNeuronRange(net)}.`,
    );
  const { sha256 } = phase.model;
  // Of the text that is measured, whatever is typed meanwhile.
  const about = aboutNow(document, sha256);
  const uri = document.uri.toString();
  const measure = await parts.measures.run(neuronCardRequest, "neuronCard", name, {
    uri,
    version: document.version,
    neuron,
    layer,
  });
  if (!measure) return;
  const { result, model } = measure;
  const provenance = [[l10n`sha256 of the model`, sha256]] as const;
  const sheet = neuronCardSheet(result, { text: name, model }, provenance);
  parts.sheets.show({ sheet, json: result, about });
}

/** The text of the link, or the one whose colours are on the screen: the focus may be in a list or on a page. */
async function documentOf(
  { screen }: CardParts,
  link: CardLink | undefined,
): Promise<vscode.TextDocument> {
  if (link?.uri === undefined) return (screen.activeEditor ?? eligibleEditor()).document;
  const uri = vscode.Uri.parse(link.uri);
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch {
    throw new CannotRun(
      l10n`The text of this neuron's card cannot be opened: it may have been moved.`,
    );
  }
}
