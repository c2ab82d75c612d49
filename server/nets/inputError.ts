// Bad input from outside: one sentence for people, naming the file or field, what was found and what was expected.
// Any other error is a bug in this program, not in the input.
import { shortPath } from "../protocol/words/shortened";

export class InputError extends Error {
  override readonly name = "InputError";
  constructor(readonly sentence: string) {
    super(sentence);
  }
}

/** Refuses with a sentence. */
export type Refuse = (sentence: string) => never;

/** Refuses a file: its name, then the sentence. */
export function refusing(file: string): Refuse {
  return (sentence) => {
    throw new InputError(`${shortPath(file)}: ${sentence}`);
  };
}
