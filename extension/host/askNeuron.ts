// Asks for a neuron of the model of a text: by h99, or by its number.
import type * as vscode from "vscode";
import { CannotRun } from "../state/cannotRun";
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
export function hiddenSizeOf(files: OpenFiles, document: vscode.TextDocument): number {
  const phase = files.get(document)?.phase;
  if (phase?.kind !== "ready") throw new CannotRun("Attribution is not on for this text.");
  return phase.model.hiddenSize;
}

/** Undefined if the user dismissed the question. */
export async function askNeuron(
  hiddenSize: number,
  { title, more = "", first }: NeuronQuestion,
): Promise<number | undefined> {
  const range = `h0 to h${hiddenSize - 1}`;
  const text = await ask({
    title,
    prompt: `A neuron, ${range}${more}`,
    placeHolder: "h99",
    ...(first === undefined ? {} : { value: `h${first}` }),
    validateInput: (value) => (neuronOf(value, hiddenSize) === undefined ? `${range}.` : undefined),
  });
  return text === undefined ? undefined : neuronOf(text, hiddenSize);
}

function neuronOf(text: string, hiddenSize: number): number | undefined {
  const digits = /^\s*h?(\d{1,5})\s*$/i.exec(text)?.[1];
  const neuron = Number(digits);
  return digits !== undefined && neuron < hiddenSize ? neuron : undefined;
}
