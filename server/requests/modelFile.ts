// A model's file as the server sees it: loading it from disk with the alphabet that may lie beside it, and the metadata
// that training writes into it and Select Model reads. Caches nothing; the file's layout is in nets/.
import { version } from "../../package.json";
import type { Files } from "../files";
import { readOnThread } from "../jobs/modelJob";
import type { Pool } from "../jobs/pool";
import { sharedBuffer } from "../jobs/shared";
import { type Cancellation, NEVER } from "../jobs/slices";
import { checkHead, type Model } from "../nets/formats";
import { InputError } from "../nets/inputError";
import { HEAD_BYTES } from "../nets/kinds";
import type { Nonlinearity } from "../nets/saidOfNets";
import { addressOf, type ModelAddress, modelAddress } from "../protocol/wire/modelAddress";
import { l10n } from "../protocol/words/l10n";
import { shortened, shortPath } from "../protocol/words/shortened";
import { alphabetsFor } from "./alphabetFiles";

/** A model, and what a person says of it. */
export interface WantedModel extends ModelAddress {
  /** A known name (ALPHABETS), or the path of a JSON file. */
  readonly alphabet?: string | undefined;
  readonly nonlinearity?: Nonlinearity | undefined;
}

/**
 * The address of a model whose net may be chosen in its path and by an option.
 * @param asked the option's prefix
 * @throws InputError where the two choose two nets, or there is no file
 */
export function chosenAddress(path: string, asked: string | undefined): ModelAddress {
  const { file, prefix = asked } = modelAddress(path);
  if (file === "") throw new InputError(l10n`the model's path is '${path}'; expected a file`);
  const [inPath, byOption] = [prefix, asked].map((one) => one?.replace(/\.$/, ""));
  if (byOption !== undefined && byOption !== inPath)
    throw new InputError(
      l10n`${shortPath(path)}: its net is chosen by #net=, and the prefix '${shortened(byOption)}' chooses another; expected one choice`,
    );
  return prefix === undefined ? { file } : { file, prefix };
}

/**
 * Reads a model's file, detects its format, validates and hashes it.
 * @param pool for large ones
 * @throws FileError if the file cannot be read, InputError if it is not a model; both name the file.
 */
export async function loadModel(files: Files, wanted: WantedModel, pool?: Pool): Promise<Model> {
  const model = await loadWhileWanted(files, wanted, pool, NEVER);
  if (model) return model;
  throw new InputError(l10n`${shortPath(wanted.file)}: not read, the server ends`);
}

/** The same; undefined if cancelled. */
export async function loadWhileWanted(
  files: Files,
  wanted: WantedModel,
  pool: Pool | undefined,
  token: Cancellation,
): Promise<Model | undefined> {
  const { file, prefix, alphabet, nonlinearity } = wanted;
  const head = await files.readHead(file, HEAD_BYTES);
  const bytes = await files.read(
    file,
    (size) => checkHead(head, size, file),
    (size) => new Uint8Array(sharedBuffer(size)),
  );
  const alphabets = await alphabetsFor(files, file, alphabet);
  const name = files.nameOf(file);
  const said = { prefix, nonlinearity, alphabets };
  const read = await readOnThread(pool, { bytes, path: file, said }, token);
  return read && { ...read, name: prefix === undefined ? name : addressOf(name, prefix) };
}

export const HELD_OUT = "held-out files";

export interface Provenance {
  readonly textName: string;
  readonly textSha256: string;
  /** NaN if nothing was measured. */
  readonly bitsPerByte: number;
  /** What bitsPerByte was measured on, if not on the text itself. */
  readonly measuredOn?: typeof HELD_OUT;
  readonly seed: number;
  readonly epochs: number;
  /** This is a checkpoint; the run may still be going. */
  readonly unfinished?: boolean;
}

export function provenanceMetadata(p: Provenance): Record<string, string> {
  return {
    text_name: p.textName,
    text_sha256: p.textSha256,
    ...(Number.isNaN(p.bitsPerByte) ? {} : { bits_per_byte: String(p.bitsPerByte) }),
    ...(p.measuredOn ? { measured_on: p.measuredOn } : {}),
    seed: String(p.seed),
    epochs: String(p.epochs),
    version,
    ...(p.unfinished ? { unfinished: "true" } : {}),
  };
}

export function readProvenance(metadata: Readonly<Record<string, string>>): {
  readonly textName: string | null;
  readonly textSha256: string | null;
  readonly bitsPerByte: number | null;
  readonly isHeldOut: boolean;
  readonly unfinished: boolean;
} {
  const bits = Number(metadata.bits_per_byte || Number.NaN);
  return {
    textName: metadata.text_name || null,
    textSha256: metadata.text_sha256 || null,
    bitsPerByte: Number.isFinite(bits) ? bits : null,
    isHeldOut: metadata.measured_on === HELD_OUT,
    unfinished: metadata.unfinished === "true",
  };
}
