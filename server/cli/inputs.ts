// Reads the inputs of a command: the text, the model, the backend.
import type { BackendName, Kernels } from "../kernels/interface";
import { backendNames, selectKernels } from "../kernels/select";
import { InputError } from "../nets/inputError";
import type { Model } from "../nets/model";
import { addressOf } from "../protocol/wire/modelAddress";
import { shortPath } from "../protocol/words/shortened";
import { loadModel } from "../requests/loadModel";
import { type Context, type OptionTable, oneOf, required } from "./command";
import { DASH, readStandardInput, STANDARD_INPUT } from "./standard";

export interface Text {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly sha256: string;
}

export const backendOption: OptionTable = { backend: { type: "string" } };
export const backendHelp =
  "--backend NAME          auto (default: the fastest), relaxed-simd, simd, reference (float64 oracle)";

/** @throws InputError for an empty text, or one with fewer bytes than `least`. */
export async function readText(context: Context, least: number): Promise<Text> {
  const { files } = context;
  const { path, bytes } = await readBytes(context);
  if (bytes.length < least)
    throw new InputError(
      `${shortPath(path)}: ${bytes.length === 0 ? emptyWords(context) : `${bytes.length} byte`}; expected at least ${least} byte${least > 1 ? "s, since a prediction needs a byte and the next one" : ""}`,
    );
  return { path, bytes, sha256: files.sha256(bytes) };
}

function emptyWords({ positionals: [path] }: Context): string {
  return path === DASH ? "no bytes" : "the file is empty";
}

/** All bytes of TEXT, and its name. @throws FileError, InputError */
export async function readBytes({
  files,
  positionals: [path],
}: Context): Promise<Omit<Text, "sha256">> {
  if (path === DASH) return { path: STANDARD_INPUT, bytes: await readStandardInput() };
  return { path, bytes: await files.read(path) };
}

/** For every command that reads a MODEL. */
export const netOption: OptionTable = { prefix: { type: "string" } };
export const modelOption: OptionTable = { model: { type: "string" }, ...netOption };
export const netHelp = "--prefix NAME           which net, where MODEL holds several";
export const modelHelp: readonly string[] = ["--model MODEL           the model", netHelp];

/** @param path of the model; defaults to --model */
export async function readModel(context: Context, path?: string): Promise<Model> {
  const file = path ?? required(context, "model");
  const { prefix } = context.options;
  return loadModel(context.files, typeof prefix === "string" ? addressOf(file, prefix) : file);
}

export function backendOf(context: Context): Kernels {
  return selectKernels(
    oneOf<BackendName | "auto">(context, "backend", ["auto", ...backendNames], "auto"),
  );
}

/** The name of the text in the model file: --name, otherwise the name of the file or folder. */
export function textNameOf({ options, positionals }: Context): string {
  const [path] = positionals;
  const given = options.name;
  if (typeof given === "string") return given;
  return path === DASH ? STANDARD_INPUT : (path.split(/[\\/]/).filter(Boolean).at(-1) ?? path);
}
