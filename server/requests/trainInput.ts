// What a training run is given: a person's choices, checked before anything starts, and the bytes to learn from, taken
// at the moment of the request. Those are an open document or part of it, the text of a document that the server does
// not have, or several files joined.
import type { Range } from "vscode-languageserver-protocol";
import { OpenDocument } from "../documents/binding";
import type { ByteDocument } from "../documents/byteDocument";
import type { TrainedCell } from "../kernels/cells/cell";
import { checkRoom } from "../nets/formats";
import { InputError } from "../nets/inputError";
import { isWithinLimits, namesOf } from "../protocol/vocabulary/terms";
import {
  DEFAULT_CELL,
  DEFAULT_HIDDEN,
  DEFAULT_SEED,
  TRAIN_CHOICES,
  type TrainChoice,
} from "../protocol/vocabulary/training";
import type { TextSource, TrainParams } from "../protocol/wire/training";
import { l10n } from "../protocol/words/l10n";
import { several } from "../protocol/words/numbers";
import { shortened, shortPath } from "../protocol/words/shortened";
import { inSentence, limitsWords } from "../protocol/words/terms";
import { type CorpusFile, joined } from "../training/corpus/corpus";
import { TRAINED_CELLS } from "../training/trainable";
import type { TrainingOptions } from "../training/types";
import { diskNoteOf } from "./attach";
import type { Session } from "./session";

/** With the defaults of what makes a net. */
export type RunOptions = TrainingOptions &
  Readonly<Record<"hidden" | "seed", number>> & { readonly cell: TrainedCell };

/** @throws InputError */
export function trainingOptions({ choices, outputPath, textName }: TrainParams): RunOptions {
  for (const name of namesOf(TRAIN_CHOICES)) check(choices[name], name);
  if (!/\.(safetensors|bin)$/i.test(outputPath))
    throw new InputError(
      l10n`${shortPath(outputPath)}: expected a file name that ends in .safetensors or .bin to write the model to`,
    );
  const { hiddenSize, seed, untilBitsPerByte, maxEpochs, bpttLength } = choices;
  const hidden = hiddenSize ?? DEFAULT_HIDDEN;
  const cell = TRAINED_CELLS[choices.cell ?? DEFAULT_CELL];
  checkRoom({ H: hidden, cell }, outputPath);
  return {
    name: textName,
    hidden,
    cell,
    seed: seed ?? DEFAULT_SEED,
    untilBitsPerByte,
    maxEpochs,
    recipe: bpttLength === undefined ? {} : { length: bpttLength },
  };
}

function check(value: number | undefined, name: TrainChoice): void {
  const choice = TRAIN_CHOICES[name];
  if (value === undefined || isWithinLimits(value, choice)) return;
  throw new InputError(
    l10n`${inSentence(choice.label)}: ${value}; expected ${limitsWords(choice)}`,
  );
}

/** One epoch over this much takes minutes; larger texts are for the command line. */
const MOST_BYTES = 64 * 2 ** 20;

/** @throws InputError, FileError; both name the text. */
export async function textOf(session: Session, source: TextSource): Promise<Uint8Array> {
  if (source.kind === "files") return joined(await filesOf(session, source));
  const { bytes } = await documentOf(session, source);
  return source.range ? part(bytes, source.range) : bytes.copyBytes(0, bytes.byteLength);
}

/** @throws InputError if the text is too short to predict anything. */
export async function atLeastTwo(
  session: Session,
  source: TextSource,
  name: string,
): Promise<Uint8Array> {
  const text = await textOf(session, source);
  if (text.length >= 2) return text;
  const found = text.length === 1 ? several(1, "byte") : l10n`no bytes`;
  throw new InputError(
    l10n`${shortened(name)}: ${found}; expected at least 2, a byte and one to predict`,
  );
}

async function documentOf(
  session: Session,
  { uri, text }: TextSource & { kind: "document" },
): Promise<OpenDocument> {
  const open = session.document(uri);
  if (open) return open;
  if (text === undefined) throw new InputError(l10n`${shortPath(uri)}: not an open document`);
  const document = new OpenDocument(uri, 0, text);
  await diskNoteOf(session, document); // the mark of its file is trained on too
  return document;
}

function part(bytes: ByteDocument, { start, end }: Range): Uint8Array {
  const [from, to] = [bytes.byteOfPosition(start), bytes.byteOfPosition(end)].sort((a, b) => a - b);
  return bytes.copyBytes(from, to);
}

/** The same as named files, for a corpus: an open text counts as one file. */
export async function filesOf(session: Session, source: TextSource): Promise<CorpusFile[]> {
  if (source.kind !== "files") return [{ name: source.uri, bytes: await textOf(session, source) }];
  const files: CorpusFile[] = [];
  let length = 0;
  for (const path of source.paths) {
    length += (await session.files.stat(path))?.size ?? 0;
    if (length > MOST_BYTES) throw tooMuch(path);
    files.push({ name: path, bytes: await session.files.read(path) });
  }
  return files;
}

function tooMuch(path: string): InputError {
  return new InputError(
    l10n`${shortPath(path)}: more than ${MOST_BYTES / 2 ** 20} MiB altogether; expected less to train on`,
  );
}
