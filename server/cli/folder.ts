// Every text file below a folder, for commands that learn from many: hidden files, node_modules and binary
// files are left out. Names are relative to the folder, with / on every machine.
import type { Files } from "../files";
import { InputError } from "../rnn/inputError";
import { shortPath } from "../rnn/shortened";
import type { CorpusFile } from "../training/corpus/corpus";

const LOOKED_AT = 8000;
/** All of it is held in memory, once and once more on shared memory. */
const MOST_BYTES = 1024 * 2 ** 20;

/** In the order of their names. @throws InputError where there is none, FileError */
export async function textsOf(files: Files, folder: string): Promise<CorpusFile[]> {
  const texts: CorpusFile[] = [];
  let total = 0;
  for (const name of await files.list(folder)) {
    if (name.split("/").some((part) => part.startsWith(".") || part === "node_modules")) continue;
    const path = `${folder}/${name}`;
    const head = await files.readHead(path, LOOKED_AT);
    if (head.length === 0 || head.includes(0)) continue;
    // Looked at before it is read: one film named as a text would not fit into memory.
    total += (await files.stat(path))?.size ?? 0;
    if (total > MOST_BYTES)
      throw new InputError(
        `${shortPath(folder)}: more than ${MOST_BYTES / 2 ** 20} MiB of text up to ${shortPath(name)}; expected less`,
      );
    texts.push({ name, bytes: await files.read(path) });
  }
  if (texts.length === 0)
    throw new InputError(`${shortPath(folder)}: no text files; expected at least one`);
  return texts;
}
