// Names of files on the command line, looked at before any work: '-', standard input as TEXT and standard output as a file to
// write (a file of that name is './-'), and the empty name, which is no file's. Nothing is opened here.
import { InputError } from "../nets/inputError";
import type { Command, Context } from "./command";
import { alphabetWords, DASH } from "./inputs";

export const dashHelp =
  "- is standard input as TEXT and standard output as a file to write; a file of that name is ./-";

/** Called before any work. @throws InputError if '-' is used for a file that it cannot stand for */
export function refuseDashes(
  { positionals: names }: Command,
  { options, positionals }: Pick<Context, "options" | "positionals">,
): void {
  const refuse = (name: string, why: string) => {
    throw new InputError(`${name}: '-'; expected a file, ${why} (./- is a file of that name)`);
  };
  const why = "since only TEXT is read from standard input";
  if (positionals[names.indexOf("MODEL")] === DASH) refuse("MODEL", why);
  if (options.model === DASH) refuse("--model", why);
  if (options.with === DASH) refuse("--with", why);
  if (options.checkpoint === DASH) refuse("--checkpoint", "since a later run reads it again");
  if (positionals.indexOf(DASH, names.length) >= 0) refuse("FILE", why);
}

/** What is expected of the options that name a file wherever they are taken. */
const FILE_OPTIONS: Readonly<Record<string, string>> = {
  model: "a file",
  with: "a file",
  checkpoint: "a file",
  out: "a file",
  csv: "a file",
  html: "a file",
  alphabet: alphabetWords,
  "with-alphabet": alphabetWords,
};

/** Called before any work. @throws InputError if the name of a file is empty */
export function refuseEmpty(
  { positionals: names, more }: Command,
  { options, positionals }: Pick<Context, "options" | "positionals">,
): void {
  const refuse = (name: string | undefined, expected: string) => {
    throw new InputError(`${name}: ''; expected ${expected}`);
  };
  const at = positionals.indexOf("");
  if (at >= 0) refuse(names[at] ?? more?.name, "a file");
  for (const [name, expected] of Object.entries(FILE_OPTIONS))
    if (options[name] === "") refuse(`--${name}`, expected);
}
