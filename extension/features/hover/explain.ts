// Explain Selection and Why Is This Neuron On?: commands that pin what is wider than a byte, so that it is painted, listed
// and stays, and show its answer at the caret.
import * as vscode from "vscode";
import { l10n } from "../../../server/protocol/words/l10n";
import { askNeuron, netAtHand } from "../../host/askNeuron";
import type { Commands } from "../../host/commands";
import { editorOf, eligibleEditor } from "../../host/editors";
import { type ReadyParts, readyFile } from "../../host/switchedOn";
import { assertNeuron, CannotRun } from "../../state/cannotRun";
import { type Focus, focusAt, focusOn, pinAt } from "../../state/focus";
import { COMMANDS } from "../../state/ids";
import { linkTarget } from "../../state/links";
import { type OnScreen, shownFocus } from "../../state/onScreen";
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
  pins.add(document, pinAt(document, focus));
  hover.choose({
    uri: document.uri.toString(),
    at: document.offsetAt(selection.active),
    focus,
  });
  await showHover();
}

/**
 * At the caret, whether run by key or from the palette.
 * @param focus of the text by default; of the hover where it is read on, since it scrolls with the arrow keys then
 */
export async function showHover(
  focus: "noAutoFocus" | "autoFocusImmediately" = "noAutoFocus",
): Promise<void> {
  await vscode.commands.executeCommand("editor.action.showHover", { focus });
}

/** The selection, or else the word at the caret. */
function selectedIn({ document, selection }: vscode.TextEditor): Focus {
  const range = selection.isEmpty ? document.getWordRangeAtPosition(selection.active) : selection;
  if (!range) throw new CannotRun(l10n`Nothing is selected, and there is no word at the caret.`);
  return focusOn(document, range);
}

/** @param argument a neuron's number, from a list of neurons; if absent, the user is asked */
async function neuronAt(
  { files, screen }: ExplainParts,
  editor: vscode.TextEditor,
  argument: unknown,
): Promise<Focus | undefined> {
  const { document, selection } = editor;
  const shown = shownFocus(screen, editor);
  const { utf16, byteOfCharacter } = shown ?? focusAt(document, selection.active);
  const net = netAtHand(files, document);
  const first = shown && screen.trace?.trace.neurons[0]?.neuron;
  const question = {
    title: l10n`Why Is This Neuron On?`,
    more: l10n`, at the explained prediction`,
    first,
  };
  const neuron = typeof argument === "number" ? argument : await askNeuron(net, question);
  if (neuron === undefined) return undefined;
  assertNeuron(neuron, net);
  return { utf16, byteOfCharacter, wider: { kind: "neuron", neuron } };
}
