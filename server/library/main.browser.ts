// The library `sparse-differentiation` in a browser: a model is loaded from bytes. On Node it is main.node.ts, which has the
// types of both.
import { InputError } from "../nets/inputError";
import { checkOptions, type LoadOptions } from "./asked";
import { type Model, modelOfBytes } from "./model";

export { InputError } from "../nets/inputError";
export { openText } from "./text";

export async function loadModel(
  source: Uint8Array | ArrayBuffer,
  options: LoadOptions = {},
): Promise<Model> {
  checkOptions("loadModel", options);
  if (source instanceof Uint8Array || source instanceof ArrayBuffer)
    return modelOfBytes(source, options);
  throw new InputError(
    "loadModel: a browser has no files; expected bytes, such as await (await fetch(address)).arrayBuffer()",
  );
}
