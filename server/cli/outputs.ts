// What a command gives out. Files are checked before any work: a place that cannot be written, or that is one of the
// inputs or another output, is refused while nothing is lost yet.
import { basename, dirname, sep } from "node:path";
import { InputError } from "../nets/inputError";
import { shortPath } from "../protocol/words/shortened";
import type { Context, Result } from "./command";
import { filesRead, type Input, identityOfInput } from "./inputFiles";
import { DASH } from "./inputs";

/**
 * @param outputs option name and path of each file to write; undefined paths are not written
 * @param inputs files that must not be overwritten
 * @throws InputError, FileError
 */
export async function checkOutputs(
  context: Context,
  outputs: readonly (readonly [option: string, path: string | undefined])[],
  inputs: readonly Input[] = filesRead(context),
): Promise<void> {
  const { files } = context;
  const taken = new Map<string, string>();
  const take = (key: string, option: string, path: string) => {
    const other = taken.get(key);
    if (other !== undefined)
      throw new InputError(
        `${option}: '${shortPath(path)}' is also ${other}; expected a file of its own`,
      );
    taken.set(key, option);
  };
  for (const [name, path] of inputs) {
    const identity = await identityOfInput(files, path);
    if (identity !== undefined) taken.set(identity, name);
  }
  for (const [option, path] of outputs) {
    if (path === undefined) continue;
    if (path === DASH) {
      if (context.options.json)
        throw new InputError(
          `${option}: '-' is standard output, where --json has its object; expected a file`,
        );
      take(DASH, option, path);
      continue;
    }
    const goal = await files.goalOf(path);
    const folder = await files.stat(dirname(goal));
    const found = folder?.kind === "folder" ? await files.stat(path) : undefined;
    const isFolderName = path.endsWith("/") || path.endsWith(sep);
    if (folder?.kind !== "folder" || (!found && isFolderName))
      throw new InputError(
        `${option}: '${shortPath(path)}'; expected a file in a folder that exists`,
      );
    if (found && found.kind !== "file")
      throw new InputError(
        `${option}: '${shortPath(path)}' is ${found.kind === "folder" ? "a folder" : "not a regular file"}; expected a file to write`,
      );
    // Recognises two spellings of the same file even if it does not exist yet.
    take(found?.identity ?? `${folder.identity}/${basename(goal)}`, option, path);
    await files.checkWritable(path);
  }
}

/** A model's file name gives its format; on standard output it is safetensors. @throws InputError */
export function checkModelOutput(option: string, path: string): void {
  if (path === DASH && process.stdout.isTTY)
    throw new InputError(
      `${option}: '-' is a terminal, and a model is binary; expected a file, or standard output that leads to one`,
    );
  if (path !== DASH && !/\.(bin|safetensors)$/i.test(path))
    throw new InputError(
      `${option}: '${shortPath(path)}'; expected a file name that ends in .bin or .safetensors, or -`,
    );
}

/** The name that decides a model's format. */
export function modelFileName(path: string): string {
  return path === DASH ? "standard output.safetensors" : path;
}

/**
 * Writes files at once, but returns what is for standard output, for the caller to write after everything else: if
 * the reader stops reading, the process ends.
 */
export async function writeOutputs(
  { files }: Context,
  outputs: readonly { readonly path: string | undefined; readonly bytes: () => Uint8Array }[],
): Promise<Pick<Result, "output">> {
  let output: Uint8Array | undefined;
  for (const { path, bytes } of outputs) {
    if (path === DASH) output = bytes();
    else if (path !== undefined) await files.writeAtomic(path, bytes());
  }
  return output ? { output } : {};
}
