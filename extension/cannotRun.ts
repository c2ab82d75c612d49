// The error for a request that cannot be carried out: a sentence for the user and, where one helps, a button with a
// fix.
import type { CommandId } from "./ids";

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
