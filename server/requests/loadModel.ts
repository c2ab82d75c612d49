// A model from a file: reading, format, validation, identity. Nothing is cached here.
import type { Files } from "../files";
import { checkSize, readModel } from "../rnn/formats";
import type { Model } from "../rnn/model";

/** @throws FileError where it cannot be read, InputError where it is not a model; both name the file. */
export async function loadModel(files: Files, path: string): Promise<Model> {
  checkSize((await files.stat(path))?.size ?? 0, path);
  const bytes = await files.read(path);
  return {
    ...readModel(bytes, path),
    name: path.split(/[\\/]/).at(-1) ?? path,
    sha256: files.sha256(bytes),
  };
}
