// Why nothing that needs the server can be done once it has stopped for good, with the button that starts it. Pure.
import { CannotRun } from "../cannotRun";
import { COMMANDS } from "../ids";
import { serverSentence } from "../status/words";

/** Such a server is not waited for. */
export function serverStopped(): CannotRun {
  return new CannotRun(serverSentence("broken"), RESTART);
}

export const RESTART = { label: "Restart", command: COMMANDS.restartServer } as const;
