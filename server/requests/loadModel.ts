// A model from a file: reading, format, validation, identity. Nothing is cached here.
import type { Files } from "../files";
import { checkHead, readModel } from "../nets/formats";
import { HEAD_BYTES } from "../nets/kinds";
import type { Model } from "../nets/model";
import { modelAddress } from "../protocol/wire/modelAddress";

/**
 * @param address a path, or one with the net that is wanted (modelAddress.ts)
 * @throws FileError where it cannot be read, InputError where it is not a model; both name the file.
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
