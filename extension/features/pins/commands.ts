// Pin, Unpin and Clear Pins, from a hover's link or for the current trace; which pins are shown together; comparing two
// pins. Not here: the steps through the strongest offsets of a trace (strongOffsets.ts).
import * as vscode from "vscode";
import { l10n } from "../../../server/protocol/words/l10n";
import type { Commands } from "../../host/commands";
import { editorOf } from "../../host/editors";
import { pick, pickMany } from "../../host/notices";
import { describePin } from "../../host/pinWords";
import { type ReadyParts, readyFile } from "../../host/switchedOn";
import { CannotRun } from "../../state/cannotRun";
import { focusAt, focusOfPin, pinAt } from "../../state/focus";
import { COMMANDS, VIEWS } from "../../state/ids";
import { type LinkTarget, linkTarget } from "../../state/links";
import type { OnScreen } from "../../state/onScreen";
import { netOf } from "../../state/phases";
import { isSame, type KeptPin, type Pin } from "../../state/pinList";
import type { Pins } from "../../state/pins";
import { toStrongOffset } from "./strongOffsets";

interface PinParts extends ReadyParts {
  readonly pins: Pins;
  readonly screen: OnScreen;
}

export function pinCommands(parts: PinParts): Commands {
  const { pins, screen } = parts;
  return {
    [COMMANDS.pin]: async (argument) => {
      const link = linkTarget(argument);
      const { document, selection } = editorOf(link);
      await readyFile(parts, document);
      const free = screen.activeEditor?.document === document ? screen.freeFocus : undefined;
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
    [COMMANDS.showPins]: async () => {
      const { document } = editorOf(undefined);
      const chosen = await pickMany(pinItems(parts, document), {
        title: l10n`Select Shown Pins`,
        placeHolder: l10n`Their traces are painted together, summed; without any, that of the caret`,
      });
      if (chosen) {
        pins.show(
          document,
          chosen.map(({ pin }) => pin),
        );
      }
    },
    [COMMANDS.comparePins]: async () => {
      const { document } = editorOf(undefined);
      const pair = await choosePair(parts, document);
      if (!pair) return;
      pins.show(document, pair);
      await vscode.commands.executeCommand(`${VIEWS.attribution}.focus`);
    },
    [COMMANDS.clearPins]: () => {
      const { document } = editorOf(undefined);
      if (pins.of(document).length === 0) throw new CannotRun(l10n`This file has no pins.`);
      pins.clear(document);
    },
    [COMMANDS.nextStrongOffset]: () => toStrongOffset(parts, 1),
    [COMMANDS.previousStrongOffset]: () => toStrongOffset(parts, -1),
  };
}

async function choosePin(
  parts: PinParts,
  document: vscode.TextDocument,
  wanted: Pin,
): Promise<Pin | undefined> {
  const items = pinItems(parts, document);
  const here = items.find(({ pin }) => isSame(pin, wanted));
  if (here || items.length === 1) return (here ?? items[0])?.pin;
  return (await pick(items, { title: l10n`Unpin` }))?.pin;
}

interface PinItem extends vscode.QuickPickItem {
  readonly pin: KeptPin;
}

/** In text order. */
function pinItems({ pins, files }: PinParts, document: vscode.TextDocument): PinItem[] {
  const net = netOf(files.get(document));
  const all = pins.of(document);
  if (all.length === 0) throw new CannotRun(l10n`This file has no pins.`);
  return [...all]
    .sort((a, b) => focusOfPin(document, a).utf16 - focusOfPin(document, b).utf16)
    .map((pin) => ({ ...describePin(document, pin, net), picked: pin.isShown, pin }));
}

/** Does not ask if there are exactly two. */
async function choosePair(
  parts: PinParts,
  document: vscode.TextDocument,
): Promise<readonly Pin[] | undefined> {
  const items = pinItems(parts, document);
  if (items.length < 2) throw new CannotRun(l10n`This file has one pin; two are compared.`);
  if (items.length === 2) return items.map(({ pin }) => pin);
  const title = l10n`Compare Two Pins by Lag`;
  const first = await pick(items, { title: l10n`${title}: the First` });
  if (!first) return undefined;
  const others = items.filter((item) => item !== first);
  const second = await pick(others, { title: l10n`${title}: the Second` });
  return second && [first.pin, second.pin];
}

/** Scrolls to a pin and paints its trace; the caret does not move. */
function showPin({ pins }: PinParts, link: LinkTarget | undefined): void {
  const editor = editorOf(link);
  const { document } = editor;
  const pin = link && pins.of(document).find((other) => isSame(other, pinAt(document, link)));
  if (!pin) throw new CannotRun(l10n`This pin is gone.`);
  pins.show(document, [pin]);
  const at = document.positionAt(focusOfPin(document, pin).utf16);
  editor.revealRange(
    new vscode.Range(at, at),
    vscode.TextEditorRevealType.InCenterIfOutsideViewport,
  );
}
