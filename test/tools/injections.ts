// The corpus of texts that are made to be taken for something else where they are shown, and what may never be in what a
// terminal or a list shows of them.
import fs from "node:fs";

export interface Injection {
  readonly kind: string;
  readonly text: string;
}

export const INJECTIONS: readonly Injection[] = JSON.parse(
  fs.readFileSync("test/data/injections.json", "utf8"),
).injections;

export const KINDS: readonly string[] = [...new Set(INJECTIONS.map(({ kind }) => kind))];

export const textsOf = (kind: string): string[] =>
  INJECTIONS.filter((injection) => injection.kind === kind).map(({ text }) => text);

/** Characters that cannot be seen, or that turn or clear what is around them; line feeds are part of the output. */
export const UNSEEN = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

/** The longest name of a file, in bytes, less an ending. */
const LONGEST = 230;

/** As a name of a file: without what parts a path, and cut between characters. */
export function fileNameOf(text: string): string {
  let name = "";
  for (const character of text.toString().replaceAll(/[/\0]/g, "\u2215")) {
    if (Buffer.byteLength(name + character) > LONGEST) break;
    name += character;
  }
  return name;
}
