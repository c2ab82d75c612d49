// What is said of bytes outside a model's alphabet, alike in hover, sidebar and terminal.

/** @param name of the byte */
export function outsideSentence(name: string): string {
  return `${name} is not in this model's alphabet: the model neither reads nor predicts it.`;
}
