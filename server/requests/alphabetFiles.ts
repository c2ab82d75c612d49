// The files that may say which characters a model's rows are: the one that was asked for, and those beside the model. Read
// here, so that nets/alphabet.ts only has to understand them; what is wrong with one is said when it is needed.
import { FileError, type Files } from "../files";
import type { AlphabetFile, AlphabetSources } from "../nets/alphabet";
import { InputError } from "../nets/inputError";
import { isAlphabetName } from "../protocol/vocabulary/alphabets";
import { l10n } from "../protocol/words/l10n";
import { shortPath } from "../protocol/words/shortened";

/** Size in bytes of the largest that is read; an alphabet of 128 characters has about 1000. */
const MOST_BYTES = 2 ** 20;

/** NAME.vocab.json is the model's own; the others may be about anything in the folder. */
function besideOf(
  files: Files,
  file: string,
): { readonly path: string; readonly isOwn: boolean }[] {
  return [
    { path: `${file.replace(/\.[^.\\/]*$/, "")}.vocab.json`, isOwn: true },
    { path: files.beside(file, "vocab.json"), isOwn: false },
    { path: files.beside(file, "chars.json"), isOwn: false },
  ];
}

/** Every file that alphabetsFor() may read: where one changes, the model may be another. */
export function alphabetFiles(files: Files, file: string, asked?: string): string[] {
  const beside = besideOf(files, file).map(({ path }) => path);
  return asked === undefined || isAlphabetName(asked) ? beside : [asked, ...beside];
}

/** @param asked a known name (ALPHABETS), or the path of a JSON file */
export async function alphabetsFor(
  files: Files,
  file: string,
  asked?: string,
): Promise<AlphabetSources> {
  const beside: AlphabetFile[] = [];
  for (const { path, isOwn } of besideOf(files, file)) {
    const found = await files.stat(path).catch(() => undefined);
    if (found?.kind === "file") beside.push({ isOwn, ...(await opened(files, path)) });
  }
  if (asked === undefined) return { beside };
  return { beside, asked: isAlphabetName(asked) ? asked : await opened(files, asked) };
}

async function opened(files: Files, path: string): Promise<AlphabetFile> {
  try {
    const content = await files.read(path, (size) => {
      if (size <= MOST_BYTES) return;
      throw new InputError(
        l10n`${shortPath(path)}: ${size} bytes; expected an alphabet, at most ${MOST_BYTES} bytes of JSON`,
      );
    });
    return { path, content };
  } catch (error) {
    if (error instanceof FileError || error instanceof InputError)
      return { path, content: { unreadable: error.message } };
    throw error;
  }
}
