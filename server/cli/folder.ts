// Reads every text file below a folder, for commands that learn from many. Which files are texts is decided in
// requests/trainFolder.ts, as for the editor; the limits are higher here.
import { FileError, type Files } from "../files";
import { InputError } from "../nets/inputError";
import { shortPath } from "../protocol/words/shortened";
import { type LeftOutTally, leftOutWords } from "../protocol/words/trainedFiles";
import { type TextLimits, textsBelow } from "../requests/trainFolder";
import type { CorpusFile } from "../training/corpus/corpus";

/** All of it is held in memory, and again in shared memory. */
const LIMITS: TextLimits = { file: 2 ** 30, all: 2 ** 30 };

export interface FolderText extends CorpusFile {
  readonly identity: string;
}

/**
 * The texts in the order of their names.
 * @param tally gets every file that is left out
 * @param others files to exclude
 * @throws InputError if there are no texts, FileError
 */
export async function textsOf(
  files: Files,
  folder: string,
  tally: LeftOutTally,
  others: readonly FolderText[] = [],
): Promise<FolderText[]> {
  const texts: FolderText[] = [];
  const not = new Set(others.map(({ identity }) => identity));
  for (const { name, path, size, identity } of await textsBelow(files, folder, LIMITS, tally)) {
    if (not.has(identity)) continue;
    try {
      texts.push({ name, bytes: await files.read(path), identity });
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      tally.add("unreadable", name, size);
    }
  }
  if (texts.length > 0) return texts;
  const found = tally.list.length > 0 ? `, left out ${leftOutWords(tally.list)}` : "";
  throw new InputError(`${shortPath(folder)}: no text files${found}; expected at least one`);
}
