// Recognises a file by its first bytes rather than its name: a model in a supported format, or something else, which
// the error then names. Nothing is parsed here.

import { shortPath } from "../protocol/words/shortened";
import { InputError } from "./inputError";

export type Kind = "safetensors" | "npz" | "raw";

/** Enough of a file to recognise it. */
export const HEAD_BYTES = 4096;

const EXPECTED = "expected safetensors, a numpy .npz, or raw weights called .bin";
const EXPORT =
  'export it with safetensors.torch.save_file(model.state_dict(), "model.safetensors")';

/** What a file is that begins with these bytes, one byte per character. */
const MAGICS: readonly (readonly [magic: string, what: string])[] = [
  [
    "\x89HDF\r\n\x1a\n",
    "an HDF5 file, as Keras saves; expected its weights as safetensors or .npz",
  ],
  ["GGUF", `a GGUF file, a language model of llama.cpp; ${EXPECTED}`],
  ["lmgg", `a GGML file, a language model of llama.cpp; ${EXPECTED}`],
  ["ggjt", `a GGML file, a language model of llama.cpp; ${EXPECTED}`],
  [
    "version https://git-lfs",
    "a Git LFS pointer, not the file itself; expected it after 'git lfs pull'",
  ],
  ["\x93NUMPY", "one numpy array (.npy); expected all of them in one .npz"],
  ["\x80\x02\x8a\x0al\xfc\x9cF", `a PyTorch file from before version 1.6; ${EXPORT}`],
  ["\x1f\x8b", `a gzip archive; ${EXPECTED}`],
  ["BZh", `a bzip2 archive; ${EXPECTED}`],
  ["\xfd7zXZ", `an xz archive; ${EXPECTED}`],
  ["\x28\xb5\x2f\xfd", `a Zstandard archive; ${EXPECTED}`],
  ["%PDF-", `a PDF document; ${EXPECTED}`],
  ["\x89PNG", `a picture (PNG); ${EXPECTED}`],
  ["MATLAB 5.0", `a MATLAB file; ${EXPECTED}`],
];

/**
 * @param head the first bytes, at least HEAD_BYTES of them if the file has as many
 * @param size bytes of the whole file
 * @throws InputError naming `file` and what it is, if it is not a model
 */
export function kindOf(head: Uint8Array, size: number, file: string): Kind {
  const refuse = (what: string): never => {
    throw new InputError(`${shortPath(file)}: ${what}`);
  };
  if (size === 0) refuse(`an empty file, 0 bytes; ${EXPECTED}`);
  // First, since a length may begin like anything else: 640 like a pickle.
  if (looksLikeSafetensors(head)) return "safetensors";
  const text = new TextDecoder("latin1").decode(head.subarray(0, HEAD_BYTES));
  for (const [magic, what] of MAGICS) if (startsWith(head, magic)) refuse(what);
  if (startsWith(head, "PK\x03\x04") || startsWith(head, "PK\x05\x06"))
    return zipKind(text, refuse);
  if (head[0] === 0x80 && head[1] >= 2 && head[1] <= 5)
    refuse(`a Python pickle, which can run code when it is read; ${EXPORT}`);
  if (/^(\xef\xbb\xbf)?\s*(<!doctype html|<html|<head|<\?xml)/i.test(text))
    refuse(`an HTML or XML page, perhaps of a failed download; ${EXPECTED}`);
  if (file.toLowerCase().endsWith(".safetensors"))
    refuse(
      size < 8
        ? `${size} bytes; expected a safetensors file, which begins with 8 bytes of header length`
        : "not a safetensors file: no JSON follows the 8 bytes of header length; expected it there",
    );
  if (!file.toLowerCase().endsWith(".bin"))
    refuse(`its first bytes are of no format that is read; ${EXPECTED}`);
  return "raw";
}

/** Checks for a header length that the format allows, followed by the opening brace of its JSON. */
function looksLikeSafetensors(head: Uint8Array): boolean {
  if (head.length < 9 || head[8] !== 0x7b) return false;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  return view.getBigUint64(0, true) <= 2n ** 32n;
}

/** Torch, numpy and Keras each name their first entry differently. */
function zipKind(text: string, refuse: (what: string) => never): Kind {
  if (text.includes("data.pkl") || text.includes("/data/") || text.includes("constants.pkl"))
    return refuse(`a PyTorch file (torch.save), a pickle in a zip archive; ${EXPORT}`);
  if (/\.weights\.h5|metadata\.json|config\.json/.test(text))
    return refuse("a Keras model (.keras); expected its weights as safetensors or .npz");
  if (/\.npy/.test(text)) return "npz";
  return refuse(`a zip archive without numpy arrays; ${EXPECTED}`);
}

function startsWith(head: Uint8Array, magic: string): boolean {
  return [...magic].every((c, i) => head[i] === c.charCodeAt(0));
}
