// Pin, Unpin and Clear Pins: from a hover's link, or for what is traced now.
import * as vscode from "vscode";
import { nameCharacter } from "../bytes";
import { characterSpan, focusAt, focusOfPin, pinAt } from "../decorations/focus";
import { COMMANDS } from "../ids";
import { isSame, type Pin } from "../pins/pins";
import {
  CannotRun,
  type CommandParts,
  type Commands,
  editorOf,
  linkTarget,
  readyFile,
} from "./parts";

export function pinCommands(parts: CommandParts): Commands {
  const { pins, view } = parts;
  return {
    [COMMANDS.pin]: async (argument) => {
      const link = linkTarget(argument);
      const { document, selection } = editorOf(link);
      await readyFile(parts, document);
      const free = view.activeEditor?.document === document ? view.freeFocus : undefined;
      pins.add(document, pinAt(document, link ?? free ?? focusAt(document, selection.active)));
    },
    [COMMANDS.unpin]: async (argument) => {
      const link = linkTarget(argument);
      const editor = editorOf(link);
      const focus = link ?? focusAt(editor.document, editor.selection.active);
      const pin = await choosePin(parts, editor.document, pinAt(editor.document, focus));
      if (pin) pins.remove(editor.document, pin);
    },
    [COMMANDS.clearPins]: () => {
      const { document } = editorOf(undefined);
      if (pins.of(document).length === 0) throw new CannotRun("This file has no pins.");
      pins.clear(document);
    },
  };
}

async function choosePin(
  { pins }: CommandParts,
  document: vscode.TextDocument,
  wanted: Pin,
): Promise<Pin | undefined> {
  const all = pins.of(document);
  if (all.length === 0) throw new CannotRun("This file has no pins.");
  const here = all.find((pin) => isSame(pin, wanted));
  if (here || all.length === 1) return here ?? all[0];
  const items = all.map((pin) => ({ ...describePin(document, pin), pin }));
  return (await vscode.window.showQuickPick(items, { title: "Unpin" }))?.pin;
}

function describePin(document: vscode.TextDocument, pin: Pin): vscode.QuickPickItem {
  const { utf16 } = focusOfPin(document, pin);
  const { line, character } = document.positionAt(utf16);
  const span = characterSpan(document, utf16);
  const range = new vscode.Range(
    document.positionAt(span.utf16Start),
    document.positionAt(span.utf16End),
  );
  const label = pin.atEnd
    ? "the predicted byte at the end"
    : nameCharacter(document.getText(range));
  const before = document.lineAt(line).text.slice(Math.max(0, character - 24), character);
  return {
    label,
    description: `line ${line + 1}, column ${character + 1}`,
    detail: `after "${before}"`,
  };
}
