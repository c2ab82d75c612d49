// The meaning of '-' on the command line: standard input as TEXT, standard output as a file to write. A file of that
// name is './-'. Not here: which command takes what.
import { fstatSync } from "node:fs";
import { InputError } from "../nets/inputError";
import type { Command, Context } from "./command";

export const DASH = "-";
export const dashHelp =
  "- is standard input as TEXT and standard output as a file to write; a file of that name is ./-";

/** The name used in messages and model files. */
export const STANDARD_INPUT = "standard input";

/** It is held in memory whole, like every text. */
const MOST_BYTES = 2 ** 30;

/** Reads standard input to its end. @throws InputError */
export async function readStandardInput(): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  try {
    // Node reads a folder as an empty input.
    if (fstatSync(0).isDirectory()) throw new Error("it is a folder");
    for await (const piece of process.stdin as AsyncIterable<Uint8Array>) {
      length += piece.length;
      if (length > MOST_BYTES)
        throw new InputError(
          `${STANDARD_INPUT}: more than ${MOST_BYTES / 2 ** 20} MiB; expected less`,
        );
      pieces.push(piece);
    }
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`${STANDARD_INPUT}: ${(error as Error).message}; expected bytes`);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

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
  if (options.checkpoint === DASH) refuse("--checkpoint", "since a later run reads it again");
}
