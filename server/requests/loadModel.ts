// Loads a model from a file: reads it, detects its format, validates and hashes it. Caches nothing.
import type { Files } from "../files";
import { checkHead, readModel } from "../nets/formats";
import { HEAD_BYTES } from "../nets/kinds";
import type { Model } from "../nets/model";
import { modelAddress } from "../protocol/wire/modelAddress";

/**
 * @param address a path, optionally with the net to load (modelAddress.ts)
 * @throws FileError if the file cannot be read, InputError if it is not a model; both name the file.
 */
export async function loadModel(files: Files, address: string): Promise<Model> {
  const { file, prefix } = modelAddress(address);
  const head = await files.readHead(file, HEAD_BYTES);
  const bytes = await files.read(file, (size) => checkHead(head, size, file));
  return {
    ...readModel(bytes, file, prefix),
    name: address.split(/[\\/]/).at(-1) ?? address,
    sha256: files.sha256(bytes),
  };
}
