// Explain Selection and Why Is This Neuron On?: commands that pin what is wider than a byte, so that it is painted, listed
// and stays, and show its answer at the caret.
import * as vscode from "vscode";
import type { Commands } from "../../host/commands";
import { editorOf, eligibleEditor } from "../../host/editors";
import { ask } from "../../host/notices";
import type { OpenFiles } from "../../host/openFiles";
import { type ReadyParts, readyFile } from "../../host/switchedOn";
import { CannotRun } from "../../state/cannotRun";
import { type Focus, focusAt, type LinkTarget, linkTarget, pinAt } from "../../state/focus";
import { COMMANDS } from "../../state/ids";
import { neuronOf } from "../../state/neurons";
import type { OnScreen } from "../../state/onScreen";
import type { Pins } from "../../state/pins";
import type { TraceHover } from "./provider";

export interface ExplainParts extends ReadyParts {
  readonly hover: TraceHover;
  readonly pins: Pins;
  readonly screen: OnScreen;
}

export function explainCommands(parts: ExplainParts): Commands {
  return {
    [COMMANDS.explainSelection]: async (argument) => {
      const link = linkTarget(argument);
      const editor = editorOf(link);
      await readyFile(parts, editor.document);
      await explain(parts, editor, link ?? selectedIn(editor));
    },
    [COMMANDS.explainNeuron]: async (argument) => {
      const link = linkTarget(argument);
      const editor = link ? editorOf(link) : eligibleEditor();
      await readyFile(parts, editor.document);
      const focus = link ?? (await neuronAt(parts, editor, argument));
      if (focus) await explain(parts, editor, focus);
    },
  };
}

async function explain(
  { pins, hover }: ExplainParts,
  editor: vscode.TextEditor,
  focus: Focus,
): Promise<void> {
  const { document, selection } = editor;
  const { utf16, byteOfCharacter, wider } = focus;
  pins.add(document, pinAt(document, { utf16, byteOfCharacter, ...(wider ? { wider } : {}) }));
  hover.choose({
    uri: document.uri.toString(),
    at: document.offsetAt(selection.active),
    focus,
  });
  await showHover();
}

/** At the caret, whether run by key or from the palette; the text keeps the focus. */
export async function showHover(): Promise<void> {
  await vscode.commands.executeCommand("editor.action.showHover", { focus: "noAutoFocus" });
}

/** The selection, or else the word at the caret. */
function selectedIn({ document, selection }: vscode.TextEditor): Focus {
  const range = selection.isEmpty
    ? document.getWordRangeAtPosition(selection.active)
    : new vscode.Range(selection.start, selection.end);
  if (!range) throw new CannotRun("Nothing is selected, and there is no word at the caret.");
  const utf16 = document.offsetAt(range.start);
  const utf16End = document.offsetAt(range.end);
  return { utf16, byteOfCharacter: 0, wider: { kind: "span", utf16End } };
}

/** @param argument a neuron's number, from a list of neurons; if absent, the user is asked */
async function neuronAt(
  { files, screen }: ExplainParts,
  editor: vscode.TextEditor,
  argument: unknown,
): Promise<LinkTarget | undefined> {
  const { document, selection } = editor;
  const { trace, freeFocus, activeEditor } = screen;
  const isHere = activeEditor === editor && trace?.version === document.version;
  const strongest = isHere ? trace.trace.neurons[0]?.neuron : undefined;
  const neuron =
    typeof argument === "number" ? argument : await askNeuron(files, document, strongest);
  if (neuron === undefined) return undefined;
  const shown = isHere ? (screen.shown?.focus ?? freeFocus) : undefined;
  const { utf16, byteOfCharacter } = shown ?? focusAt(document, selection.active);
  const uri = document.uri.toString();
  return { uri, utf16, byteOfCharacter, wider: { kind: "neuron", neuron } };
}

async function askNeuron(
  files: OpenFiles,
  document: vscode.TextDocument,
  strongest: number | undefined,
): Promise<number | undefined> {
  const phase = files.get(document)?.phase;
  if (phase?.kind !== "ready") throw new CannotRun("Attribution is not on for this text.");
  const { hiddenSize } = phase.model;
  const text = await ask({
    title: "Why Is This Neuron On?",
    prompt: `A neuron, h0 to h${hiddenSize - 1}, after the byte before the caret`,
    ...(strongest === undefined ? {} : { value: `h${strongest}` }),
    validateInput: (value) =>
      neuronOf(value, hiddenSize) === undefined ? `h0 to h${hiddenSize - 1}.` : undefined,
  });
  return text === undefined ? undefined : neuronOf(text, hiddenSize);
}
