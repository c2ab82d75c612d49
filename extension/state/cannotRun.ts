// The error for a request that cannot be carried out: a sentence for the user and, where one helps, a button with a
// fix.
import { COMMANDS, type CommandId } from "./ids";
import { serverSentence } from "./phases";

export interface Remedy {
  readonly label: string;
  readonly command: CommandId;
}

export class CannotRun extends Error {
  constructor(
    sentence: string,
    readonly remedy?: Remedy,
  ) {
    super(sentence);
  }
}

export const RESTART: Remedy = { label: "Restart", command: COMMANDS.restartServer };

/** The server has stopped for good, so it is not waited for. */
export function serverStopped(): CannotRun {
  return new CannotRun(serverSentence("broken"), RESTART);
}
