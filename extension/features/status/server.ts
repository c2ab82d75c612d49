// Restart Server and Show Log.

import type * as vscode from "vscode";
import type { Commands } from "../../host/commands";
import type { ServerProcess } from "../../host/serverProcess";
import { CannotRun } from "../../state/cannotRun";
import { COMMANDS } from "../../state/ids";

export interface ServerParts {
  readonly server: ServerProcess;
  readonly log: vscode.LogOutputChannel;
}

export function serverCommands({ server, log }: ServerParts): Commands {
  return {
    [COMMANDS.restartServer]: async () => {
      if (server.phase === "idle") {
        throw new CannotRun(
          "The attribution server is not running: it starts with the first file that is switched on.",
        );
      }
      await server.restart();
    },
    [COMMANDS.showLog]: () => log.show(),
  };
}
