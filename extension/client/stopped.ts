// The error for requests that need the server after it has stopped for good, with a button that restarts it. Pure.
import { CannotRun } from "../cannotRun";
import { COMMANDS } from "../ids";
import { serverSentence } from "../status/words";

/** Such a server is not waited for. */
export function serverStopped(): CannotRun {
  return new CannotRun(serverSentence("broken"), RESTART);
}

export const RESTART = { label: "Restart", command: COMMANDS.restartServer } as const;
