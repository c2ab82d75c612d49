// Pin, Unpin and Clear Pins: from a hover's link, or for what is traced now.
import * as vscode from "vscode";
import { focusAt, focusOfPin, pinAt } from "../decorations/focus";
import type { LinkTarget } from "../hover/content";
import { COMMANDS } from "../ids";
import { describePin } from "../pins/describe";
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
    [COMMANDS.showPin]: (argument) => showPin(parts, linkTarget(argument)),
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

/** Brings a pin into sight and paints its trace; the caret stays where it is. */
function showPin({ pins }: CommandParts, link: LinkTarget | undefined): void {
  const editor = editorOf(link);
  const { document } = editor;
  const pin = link && pins.of(document).find((other) => isSame(other, pinAt(document, link)));
  if (!pin) throw new CannotRun("This pin is gone.");
  pins.add(document, pin);
  const at = document.positionAt(focusOfPin(document, pin).utf16);
  editor.revealRange(
    new vscode.Range(at, at),
    vscode.TextEditorRevealType.InCenterIfOutsideViewport,
  );
}
