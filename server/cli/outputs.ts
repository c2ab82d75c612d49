// The files a command is to write, looked at before any work: a place that cannot be written, or that
// is one of the inputs or another output, is refused while nothing is lost yet.
import { basename, dirname } from "node:path";
import { InputError } from "../rnn/inputError";
import { shortPath } from "../rnn/shortened";
import type { Context } from "./command";

/**
 * @param outputs option name and path of each file to write; undefined paths are not written
 * @param inputs paths that must survive
 */
export async function checkOutputs(
  { files }: Context,
  outputs: readonly (readonly [option: string, path: string | undefined])[],
  inputs: readonly string[],
): Promise<void> {
  const taken = new Map<string, string>();
  for (const path of inputs) {
    const found = await files.stat(path);
    if (found?.kind === "file") taken.set(found.identity, path);
  }
  for (const [option, path] of outputs) {
    if (path === undefined) continue;
    const folder = await files.stat(dirname(path));
    if (folder?.kind !== "folder")
      throw new InputError(
        `${option}: '${shortPath(path)}'; expected a file in a folder that exists`,
      );
    const found = await files.stat(path);
    if (found && found.kind !== "file")
      throw new InputError(
        `${option}: '${shortPath(path)}' is ${found.kind === "folder" ? "a folder" : "not a regular file"}; expected a file to write`,
      );
    // Two spellings of a file that does not exist yet are one all the same.
    const key = found?.identity ?? `${folder.identity}/${basename(path)}`;
    const other = taken.get(key);
    if (other !== undefined)
      throw new InputError(
        `${option}: '${shortPath(path)}' is also ${other}; expected a file of its own`,
      );
    taken.set(key, option);
  }
}
