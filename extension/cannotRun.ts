// Why something a person asked for cannot be done, as one sentence for them, and the button that mends it where one does.
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
