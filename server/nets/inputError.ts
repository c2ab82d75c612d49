// Bad input from outside: one sentence for people, naming the file or field, what was found and what was expected.
// Any other error is a bug in this program, not in the input.

export class InputError extends Error {
  override readonly name = "InputError";
  constructor(readonly sentence: string) {
    super(sentence);
  }
}
