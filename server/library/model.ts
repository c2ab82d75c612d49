// A model as the library hands it out: what it is, with its weights out of sight; and how one is made of the bytes of a file.
import { netSummary } from "../answers/netSummary";
import { hashed } from "../hashed";
import { checkHead, type Model as ReadModel, readModel } from "../nets/formats";
import { InputError } from "../nets/inputError";
import { HEAD_BYTES } from "../nets/kinds";
import { isAlphabetName } from "../protocol/vocabulary/alphabets";
import { addressOf } from "../protocol/wire/modelAddress";
import type { NetSummary } from "../protocol/wire/net";
import { shortened } from "../protocol/words/shortened";
import { startSha256 } from "../sha256.node";
import type { LoadOptions } from "./asked";
import { run } from "./running";

/** A model that `loadModel` has read. */
export interface Model {
  /** Of its file, without folders. */
  readonly name: string;
  /** Of its file, lower-case hex. */
  readonly sha256: string;
  readonly format: "raw" | "safetensors" | "torch" | "npz" | "pickle";
  /** Neurons of each layer. */
  readonly hiddenSize: number;
  /** Its cells, layers and alphabet, and the methods that are defined for it. */
  readonly net: NetSummary;
  /** What its file says of itself. */
  readonly metadata: Readonly<Record<string, string>>;
}

const read = new WeakMap<Model, ReadModel>();

/** What is behind a model. @throws InputError if it is none of ours */
export function modelOf(model: Model): ReadModel {
  const found = read.get(Object(model));
  if (found) return found;
  throw new InputError("openText: the second argument is no model; expected what loadModel gives");
}

export function handedOut(model: ReadModel): Model {
  const { name, sha256, format, metadata, weights } = model;
  const own = { name, sha256, format, hiddenSize: weights.H, net: netSummary(model), metadata };
  read.set(own, model);
  return own;
}

/** @throws InputError naming the model and what is wrong */
export async function modelOfBytes(
  given: Uint8Array | ArrayBuffer,
  { prefix, nonlinearity, alphabet, name = "model" }: LoadOptions,
): Promise<Model> {
  const bytes = given instanceof Uint8Array ? given.slice() : new Uint8Array(given.slice(0));
  checkHead(bytes.subarray(0, HEAD_BYTES), bytes.length, name);
  const sha256 = await run(hashed(startSha256(), bytes), {});
  const asked = alphabet === undefined ? {} : { alphabets: { asked: askedAlphabet(alphabet) } };
  const content = readModel(bytes, name, { prefix, nonlinearity, ...asked });
  const shown = prefix === undefined ? name : addressOf(name, prefix);
  return handedOut({ ...content, name: shown, sha256 });
}

function askedAlphabet(alphabet: string | readonly string[]) {
  if (typeof alphabet !== "string")
    return { path: "alphabet", content: new TextEncoder().encode(JSON.stringify(alphabet)) };
  if (isAlphabetName(alphabet)) return alphabet;
  throw new InputError(
    `loadModel: alphabet: '${shortened(alphabet)}'; expected printable, ascii, bytes, or a list of characters`,
  );
}
