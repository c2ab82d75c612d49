// The library `sparse-differentiation` on Node: a model is loaded from a path, a file URL or bytes. In a browser it is
// main.browser.ts; both have these types.
import { fileURLToPath } from "node:url";
import { nodeFiles } from "../files.node";
import { InputError } from "../nets/inputError";
import { chosenAddress, loadModel as loadFile } from "../requests/modelFile";
import { checkOptions, type LoadOptions } from "./asked";
import { handedOut, type Model, modelOfBytes } from "./model";

export { InputError } from "../nets/inputError";
export { openText } from "./text";
export type * from "./types";

/**
 * Reads a model: raw weights of the paper, safetensors, what `torch.save` writes, or .npz, known by its first bytes. Its
 * predictions are checked to be finite for every text. Nothing in a file is ever run.
 * @param source the path or the file URL of a model on Node, or the bytes of one anywhere
 * @throws InputError naming the model, what was found and what was expected; an error that names a file that cannot be read
 * @see docs/nets.md of the package for the nets and formats that are read
 */
export async function loadModel(
  source: string | URL | Uint8Array | ArrayBuffer,
  options: LoadOptions = {},
): Promise<Model> {
  checkOptions("loadModel", options);
  if (source instanceof Uint8Array || source instanceof ArrayBuffer)
    return modelOfBytes(source, options);
  const { alphabet, name, ...said } = options;
  if (name !== undefined)
    throw new InputError("loadModel: name: a file has its own; expected it for bytes only");
  if (alphabet !== undefined && typeof alphabet !== "string")
    throw new InputError(
      "loadModel: alphabet: a list; expected, for a file, printable, ascii, bytes or the path of a JSON file",
    );
  const path = pathOf(source);
  const address = chosenAddress(path, said.prefix);
  return handedOut(await loadFile(nodeFiles(), { ...said, ...address, alphabet }));
}

function pathOf(source: unknown): string {
  if (typeof source === "string" && !source.startsWith("file:")) return source;
  try {
    return fileURLToPath(source as string | URL);
  } catch {
    throw new InputError(
      `loadModel: ${source === null ? "null" : String(source)}; expected a path, a file: URL, a Uint8Array or an ArrayBuffer`,
    );
  }
}
