// The alphabets that have a name, for nets whose file does not say which row is which character. Reading an alphabet
// from a file or from metadata is in nets/alphabet.ts.
import type { Described } from "./terms";

/** From `first` to `last`, in the order of their codes. */
function codes(first: number, last: number): string {
  return String.fromCharCode(...Array.from({ length: last - first + 1 }, (_, i) => first + i));
}

/** Characters in the order of their index; null: the 256 bytes. */
export const ALPHABETS = {
  printable: {
    sentence: "Python's string.printable, 100 characters.",
    characters: `0123456789${codes(97, 122)}${codes(65, 90)}${codes(33, 47)}${codes(58, 64)}${codes(91, 96)}${codes(123, 126)} \t\n\r\v\f`,
  },
  ascii: { sentence: "The 128 characters of ASCII.", characters: codes(0, 127) },
  bytes: { sentence: "The 256 bytes, whatever lies beside the model.", characters: null },
} as const satisfies Readonly<Record<string, Described & { readonly characters: string | null }>>;
export type AlphabetName = keyof typeof ALPHABETS;

export function isAlphabetName(text: string): text is AlphabetName {
  return Object.hasOwn(ALPHABETS, text);
}

/** Bits that guessing evenly among so many characters costs. */
export function guessingBits(characters: number): number {
  return Math.log2(characters);
}
