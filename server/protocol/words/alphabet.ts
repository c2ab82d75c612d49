// What is said of bytes outside a model's alphabet, alike in hover, sidebar and terminal.
import { l10n } from "./l10n";

/** @param name of the byte */
export function outsideSentence(name: string): string {
  return l10n`${name} is not in this model's alphabet: the model neither reads nor predicts it.`;
}
