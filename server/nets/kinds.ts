// Recognises a file by its first bytes rather than its name: a model in a supported format, or something else, which
// the error then names. Nothing is parsed here.
import { l10n } from "../protocol/words/l10n";
import { type Refuse, refusing } from "./inputError";

export type Kind = "safetensors" | "npz" | "torch" | "pickle" | "raw";

/** Enough of a file to recognise it. */
export const HEAD_BYTES = 4096;

/** A kind of file that is not read, and what is expected instead. */
function other(what: string): string {
  return l10n`${what}; expected safetensors, a PyTorch file, a numpy .npz, a pickle of protocol 2 or later, or raw weights called .bin`;
}

/** The first number of PyTorch's older format, after a pickle's protocol or, from protocol 4 on, its frame. */
const OLD_TORCH = "\x8a\x0al\xfc\x9cF";
/** Where a tar archive says what it is. */
const TAR_AT = 257;

/** What a file is that begins with these bytes, one byte per character. */
const MAGICS: readonly (readonly [magic: string, what: () => string])[] = [
  [
    "\x89HDF\r\n\x1a\n",
    () => l10n`an HDF5 file, as Keras saves; expected its weights as safetensors or .npz`,
  ],
  ["GGUF", () => other(l10n`a GGUF file, a language model of llama.cpp`)],
  ["lmgg", () => other(l10n`a GGML file, a language model of llama.cpp`)],
  ["ggjt", () => other(l10n`a GGML file, a language model of llama.cpp`)],
  [
    "version https://git-lfs",
    () => l10n`a Git LFS pointer, not the file itself; expected it after 'git lfs pull'`,
  ],
  ["\x93NUMPY", () => l10n`one numpy array (.npy); expected all of them in one .npz`],
  ["\x1f\x8b", () => other(l10n`a gzip archive`)],
  ["BZh", () => other(l10n`a bzip2 archive`)],
  ["\xfd7zXZ", () => other(l10n`an xz archive`)],
  ["\x28\xb5\x2f\xfd", () => other(l10n`a Zstandard archive`)],
  ["%PDF-", () => other(l10n`a PDF document`)],
  ["\x89PNG", () => other(l10n`a picture (PNG)`)],
  ["MATLAB 5.0", () => other(l10n`a MATLAB file`)],
];

/**
 * @param head the first bytes, at least HEAD_BYTES of them if the file has as many
 * @param size bytes of the whole file
 * @throws InputError naming `file` and what it is, if it is not a model
 */
export function kindOf(head: Uint8Array, size: number, file: string): Kind {
  const refuse: Refuse = refusing(file);
  if (size === 0) refuse(other(l10n`an empty file, 0 bytes`));
  // First, since a length may begin like anything else: 640 like a pickle.
  if (looksLikeSafetensors(head)) return "safetensors";
  const text = new TextDecoder("latin1").decode(head.subarray(0, HEAD_BYTES));
  for (const [magic, what] of MAGICS) if (startsWith(head, magic)) refuse(what());
  if (startsWith(head, "PK\x03\x04") || startsWith(head, "PK\x05\x06"))
    return zipKind(text, refuse);
  if (head[0] === 0x80 && head[1] >= 2 && head[1] <= 5)
    return [2, 11].some((at) => startsWith(head.subarray(at), OLD_TORCH)) ? "torch" : "pickle";
  if (text.slice(TAR_AT).startsWith("ustar"))
    refuse(other(l10n`a tar archive, as the first versions of PyTorch wrote`));
  if (/^(\xef\xbb\xbf)?\s*(<!doctype html|<html|<head|<\?xml)/i.test(text))
    refuse(other(l10n`an HTML or XML page, perhaps of a failed download`));
  if (file.toLowerCase().endsWith(".safetensors"))
    refuse(
      size < 8
        ? l10n`${size} bytes; expected a safetensors file, which begins with 8 bytes of header length`
        : l10n`not a safetensors file: no JSON follows the 8 bytes of header length; expected it there`,
    );
  if (!file.toLowerCase().endsWith(".bin"))
    refuse(other(l10n`its first bytes are of no format that is read`));
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
  if (/archive_format|serialized_exported_program|models\/model\.json/.test(text))
    return refuse(
      l10n`a program of torch.export (.pt2); expected a state dictionary, torch.save(model.state_dict(), 'model.pt')`,
    );
  if (/data\.pkl|\/data\/|constants\.pkl/.test(text)) return "torch";
  if (/\.weights\.h5|metadata\.json|config\.json/.test(text))
    return refuse(l10n`a Keras model (.keras); expected its weights as safetensors or .npz`);
  if (/\.npy/.test(text)) return "npz";
  return refuse(other(l10n`a zip archive without numpy arrays`));
}

function startsWith(head: Uint8Array, magic: string): boolean {
  return [...magic].every((c, i) => head[i] === c.charCodeAt(0));
}
