// Which files a command reads because of its arguments, so that no output replaces one of them. Not here: reading them (inputs.ts), and the
// texts below a folder, which are known when it has been listed (commands/trainCorpus.ts).
import { fstatSync } from "node:fs";
import type { Files } from "../files";
import { identityOf } from "../filesRead.node";
import { modelAddress } from "../protocol/wire/modelAddress";
import { alphabetFiles } from "../requests/alphabetFiles";
import type { Context } from "./command";
import { DASH, STANDARD_INPUT } from "./inputs";

/** What a message calls a file that is read, and its path. */
export type Input = readonly [name: string, path: string];

/** TEXT and what follows it, --model and its alphabets. */
export function filesRead(context: Context): readonly Input[] {
  const { options, positionals } = context;
  return [
    ...positionals.map((path) => [path === DASH ? STANDARD_INPUT : path, path] as const),
    ...(typeof options.model === "string" ? modelFiles(context, options.model) : []),
  ];
}

/** The model's file, --alphabet and the alphabets beside the model, of which some may not exist. */
export function modelFiles({ files, options }: Context, model: string): readonly Input[] {
  const { file } = modelAddress(model);
  const asked = typeof options.alphabet === "string" ? options.alphabet : undefined;
  const alphabets = alphabetFiles(files, file, asked).map(
    (path) =>
      [path === asked ? "--alphabet" : "where the alphabet of the model may be", path] as const,
  );
  return [[file, file], ...alphabets];
}

/** @returns undefined if it is no file, or cannot be looked at: whoever reads it says so */
export async function identityOfInput(files: Files, path: string): Promise<string | undefined> {
  if (path === DASH) return redirectedFile();
  const found = await files.stat(path).catch(() => undefined);
  return found?.kind === "file" ? found.identity : undefined;
}

/** The file that standard input is, as of `<FILE` in a shell. */
function redirectedFile(): string | undefined {
  try {
    const found = fstatSync(0, { bigint: true });
    return found.isFile() ? identityOf(found) : undefined;
  } catch {
    return undefined; // it is closed
  }
}
