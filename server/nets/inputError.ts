// Bad input from outside: one sentence for people, naming the file or field, what was found and what
// was expected. Anything else that is thrown is a defect of this program, not of the input.

export class InputError extends Error {
  override readonly name = "InputError";
  constructor(readonly sentence: string) {
    super(sentence);
  }
}
