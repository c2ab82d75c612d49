// Turns attribution on and off for the file in the editor, and opens the bundled sample.

import * as vscode from "vscode";
import type { Commands } from "../../host/commands";
import { eligibleEditor } from "../../host/editors";
import type { SwitchedOn } from "../../host/switchedOn";
import { COMMANDS } from "../../state/ids";

export interface SwitchParts {
  readonly switchedOn: SwitchedOn;
}

export function switchCommands({ switchedOn }: SwitchParts): Commands {
  const turn = (on: boolean) => switchedOn.choose(eligibleEditor().document, { on });
  return {
    [COMMANDS.turnOn]: () => turn(true),
    [COMMANDS.turnOff]: () => turn(false),
    [COMMANDS.toggleAttribution]: () => turn(!switchedOn.isOn(eligibleEditor().document)),
    [COMMANDS.openSample]: async () => {
      const document = await vscode.workspace.openTextDocument(switchedOn.sampleText);
      await vscode.window.showTextDocument(document, { preview: false });
      if (!switchedOn.isOn(document)) await switchedOn.choose(document, { on: true });
    },
  };
}
