// Reads the inputs of a command: the text, from a file, from standard input or from all files below a folder; the
// model; the backend. Not here: which command takes what, and which names stand for no file (fileNames.ts).
import { fstatSync } from "node:fs";
import { basename } from "node:path";
import { EXPORT_BACKEND } from "../answers/provenance";
import { FileError, type Files } from "../files";
import { sharedBuffer } from "../jobs/shared";
import type { BackendName, Kernels } from "../kernels/interface";
import { backendNames, selectKernels } from "../kernels/select";
import type { Model } from "../nets/formats";
import { InputError } from "../nets/inputError";
import { NONLINEARITIES, type Nonlinearity } from "../nets/saidOfNets";
import { ALPHABETS } from "../protocol/vocabulary/alphabets";
import { shortPath } from "../protocol/words/shortened";
import { type LeftOutTally, leftOutWords } from "../protocol/words/trainedFiles";
import { chosenAddress, loadModel } from "../requests/modelFile";
import { type TextLimits, textsBelow } from "../requests/trainFolder";
import type { CorpusFile } from "../training/corpus/corpus";
import { type Context, type OptionTable, oneOf, required, wholeNumber } from "./command";

export const DASH = "-";

/** The name used in messages and model files. */
export const STANDARD_INPUT = "standard input";

/** It is held in memory whole, like every text. */
const MOST_BYTES = 2 ** 30;

/** Its least room; doubled whenever it is full. What is not written to takes no memory. */
const FIRST_ROOM = 2 ** 16;

/** Reads standard input to its end. @throws InputError */
async function readStandardInput(): Promise<Uint8Array> {
  let bytes = sharedBytes(FIRST_ROOM);
  let length = 0;
  try {
    // Node reads a folder as an empty input.
    if (fstatSync(0).isDirectory()) throw new Error("it is a folder");
    for await (const piece of process.stdin as AsyncIterable<Uint8Array>) {
      if (length + piece.length > MOST_BYTES)
        throw new InputError(
          `${STANDARD_INPUT}: more than ${MOST_BYTES / 2 ** 20} MiB; expected less`,
        );
      while (length + piece.length > bytes.length) {
        const more = sharedBytes(2 * bytes.length);
        more.set(bytes.subarray(0, length));
        bytes = more;
      }
      bytes.set(piece, length);
      length += piece.length;
    }
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`${STANDARD_INPUT}: ${(error as Error).message}; expected bytes`);
  }
  return bytes.subarray(0, length);
}

const sharedBytes = (bytes: number) => new Uint8Array(sharedBuffer(bytes));

export interface Text {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly sha256: string;
}

export const backendOption: OptionTable = { backend: { type: "string" } };
export const backendHelp =
  "--backend NAME          auto (default: the fastest), native, relaxed-simd, simd, reference (float64)";

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

/**
 * The text, and --at of a command about the prediction after byte t.
 * @param fallback t if --at is left out: the last byte; without it the option is needed
 */
export async function readPlace(
  context: Context,
  fallback?: "last",
): Promise<{ readonly text: Text; readonly position: number }> {
  const text = await readText(context, 1);
  const last = text.bytes.length - 1;
  const why = `, the last byte of ${text.path}`;
  const position = wholeNumber(context, "at", fallback && last, 0, last, why);
  return { text, position };
}

function emptyWords({ positionals: [path] }: Context): string {
  return path === DASH ? "no bytes" : "the file is empty";
}

/** All bytes of TEXT, in memory that threads share, and its name. @throws FileError, InputError */
export async function readBytes({
  files,
  positionals: [path],
}: Context): Promise<Omit<Text, "sha256">> {
  if (path === DASH) return { path: STANDARD_INPUT, bytes: await readStandardInput() };
  return { path, bytes: await files.read(path, undefined, sharedBytes) };
}

/** For every command that reads a MODEL. */
export const netOption: OptionTable = {
  prefix: { type: "string" },
  alphabet: { type: "string" },
  nonlinearity: { type: "string" },
};
export const modelOption: OptionTable = { model: { type: "string" }, ...netOption };
/** What --alphabet expects. */
export const alphabetWords = `a JSON file, or ${Object.keys(ALPHABETS).join(", ")}`;
export const netHelp: readonly string[] = [
  "--prefix NAME           which net, where MODEL holds several",
  `--alphabet FILE|NAME    which characters its rows are, where MODEL does not say: ${alphabetWords}`,
  "--nonlinearity NAME     tanh or relu of an Elman net, where MODEL does not say (default: tanh)",
];
export const modelHelp: readonly string[] = ["--model MODEL           the model", ...netHelp];

/**
 * @param path of the model; defaults to --model
 * @param own what the names of its options begin with
 */
export async function readModel(context: Context, path?: string, own = ""): Promise<Model> {
  const [prefix, alphabet, nonlinearity] = ["prefix", "alphabet", "nonlinearity"].map(
    (name) => context.options[own + name],
  );
  const wanted = path ?? required(context, "model");
  return loadModel(context.files, {
    ...chosenAddress(wanted, typeof prefix === "string" ? prefix : undefined),
    ...(typeof alphabet === "string" ? { alphabet } : {}),
    ...(nonlinearity === undefined
      ? {}
      : {
          nonlinearity: oneOf<Nonlinearity>(context, `${own}nonlinearity`, NONLINEARITIES, "tanh"),
        }),
  });
}

/** An export gives the same bytes on every machine, so that it does not take the fastest backend of this one. */
export function backendOf(context: Context): Kernels {
  const usual = context.options.export === undefined ? "auto" : EXPORT_BACKEND;
  return selectKernels(
    oneOf<BackendName | "auto">(context, "backend", ["auto", ...backendNames], usual),
  );
}

/** The name of the text in the model file: --name, otherwise the name of the file or folder. */
export function textNameOf({ options, positionals }: Context): string {
  const [path] = positionals;
  const given = options.name;
  if (typeof given === "string") return given;
  return path === DASH ? STANDARD_INPUT : basename(path) || path;
}

/** All of it is held in memory, and again in shared memory. */
const LIMITS: TextLimits = { file: 2 ** 30, all: 2 ** 30 };

export interface FolderText extends CorpusFile {
  readonly path: string;
  readonly identity: string;
}

/**
 * The texts in the order of their names.
 * @param tally gets every file that is left out
 * @param others files to exclude
 * @throws InputError if there are no texts, FileError
 */
export async function textsOf(
  files: Files,
  folder: string,
  tally: LeftOutTally,
  others: readonly FolderText[] = [],
): Promise<FolderText[]> {
  const texts: FolderText[] = [];
  let excluded = 0;
  const not = new Set(others.map(({ identity }) => identity));
  for (const { name, path, size, identity } of await textsBelow(files, folder, LIMITS, tally)) {
    if (not.has(identity)) {
      excluded++;
      continue;
    }
    try {
      texts.push({ name, path, bytes: await files.read(path), identity });
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      tally.add("unreadable", name, size, identity);
    }
  }
  if (texts.length > 0) return texts;
  if (excluded > 0)
    throw new InputError(
      `--held-out: it has every text of ${shortPath(folder)}; expected a folder that leaves at least one to learn from`,
    );
  const found = tally.list.length > 0 ? `, left out ${leftOutWords(tally.list)}` : "";
  throw new InputError(`${shortPath(folder)}: no text files${found}; expected at least one`);
}
