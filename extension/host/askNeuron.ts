// Asks for a neuron of the model of a text: by h99, or by its number.
import type * as vscode from "vscode";
import type { NetSummary } from "../../server/protocol/wire/net";
import { l10n } from "../../server/protocol/words/l10n";
import {
  anyNeuronRange,
  neuronName,
  neuronRange,
  parseAnyNeuron,
  parseNeuron,
} from "../../server/protocol/words/neuronNames";
import { CannotRun } from "../state/cannotRun";
import { netOf } from "../state/phases";
import { ask } from "./notices";
import type { OpenFiles } from "./openFiles";

interface NeuronQuestion {
  readonly title: string;
  /** What else the prompt says after 'A neuron, h0 to h127'. */
  readonly more?: string;
  /** The neuron that is there at first. */
  readonly first?: number | undefined;
}

/** @throws CannotRun if the text has no model at hand */
export function netAtHand(files: OpenFiles, document: vscode.TextDocument): NetSummary {
  const net = netOf(files.get(document));
  if (net === null) throw new CannotRun(l10n`Attribution is not on for this text.`);
  return net;
}

/** Undefined if the user dismissed the question. */
export function askNeuron(net: NetSummary, question: NeuronQuestion): Promise<number | undefined> {
  return askParsed(net, question, neuronRange(net), parseNeuron);
}

/** The same of any layer. */
export function askAnyNeuron(net: NetSummary, question: NeuronQuestion) {
  return askParsed(net, question, anyNeuronRange(net), parseAnyNeuron);
}

async function askParsed<T>(
  net: NetSummary,
  { title, more = "", first }: NeuronQuestion,
  range: string,
  parse: (text: string, net: NetSummary) => T | undefined,
): Promise<T | undefined> {
  const text = await ask({
    title,
    prompt: l10n`A neuron, ${range}${more}`,
    placeHolder: neuronName(Math.min(99, net.hiddenSize - 1), net),
    ...(first === undefined ? {} : { value: neuronName(first, net) }),
    validateInput: (value) => (parse(value, net) === undefined ? `${range}.` : undefined),
  });
  return text === undefined ? undefined : parse(text, net);
}
