// Turns attribution on and off for the file in the editor, opens the bundled sample, restarts the server, shows its log.
import * as vscode from "vscode";
import { l10n } from "../../../server/protocol/words/l10n";
import type { Commands } from "../../host/commands";
import { eligibleEditor } from "../../host/editors";
import type { ServerProcess } from "../../host/serverProcess";
import type { SwitchedOn } from "../../host/switchedOn";
import { CannotRun } from "../../state/cannotRun";
import { COMMANDS } from "../../state/ids";

export interface StatusCommandParts {
  readonly switchedOn: SwitchedOn;
  readonly server: ServerProcess;
  readonly log: vscode.LogOutputChannel;
}

export function statusCommands({ switchedOn, server, log }: StatusCommandParts): Commands {
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
    [COMMANDS.restartServer]: async () => {
      if (server.phase === "idle") {
        throw new CannotRun(
          l10n`The attribution server is not running: it starts with the first file that is switched on.`,
        );
      }
      await server.restart();
    },
    [COMMANDS.showLog]: () => log.show(),
  };
}
