// Restart Server and Show Log.
import { COMMANDS } from "../ids";
import { CannotRun, type CommandParts, type Commands } from "./parts";

export function serverCommands({ server, log }: CommandParts): Commands {
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
