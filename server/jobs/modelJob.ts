// The bytes of a large model, read and written on a worker thread in one step that does not pause: on the server's own thread
// nothing else would be heard for seconds. Not here: the files themselves (requests/modelFile.ts), and what the bytes mean (nets).
import { mapTensors } from "../kernels/shape";
import { checkRoom, type Model, readModel, writeCopy } from "../nets/formats";
import { InputError } from "../nets/inputError";
import { HEAD_BYTES, type Kind, kindOf } from "../nets/kinds";
import { type Said, SeveralNets } from "../nets/nets";
import { headerLength } from "../nets/safetensors";
import { weightCount } from "../nets/weights";
import { shortPath } from "../protocol/words/shortened";
import { sha256 } from "../sha256.node";
import { type Pool, WorkerDied } from "./pool";
import { type JobKind, Priority, sharedBuffer, shareFloats, shareWeights } from "./shared";
import { type Cancellation, inParts, onThreads } from "./slices";

/** Bytes of a model that the server's own thread reads or writes in about 20 milliseconds. */
const MOST_HERE = 2 ** 22;
/** The same of a safetensors header, whose names and numbers take far longer than weights. */
const MOST_HEADER_HERE = 2 ** 16;

/** A model without the name that is shown. */
export type ModelBytes = Omit<Model, "name">;

interface FileToRead {
  readonly bytes: Uint8Array;
  readonly path: string;
  readonly said: Said;
}

/** The classes of errors do not survive the way to another thread. */
interface RefusedModel {
  readonly refused: string;
  readonly prefixes?: readonly string[];
}

export const modelReadingKind: JobKind<FileToRead, null, ModelBytes | RefusedModel> = {
  name: "modelReading",
  open: (file) => () => reading(file),
};

// biome-ignore lint/correctness/useYield: the readers do not pause.
function* reading(file: FileToRead): Generator<void, ModelBytes | RefusedModel> {
  try {
    const model = read(file);
    return { ...model, weights: mapTensors(model.weights, shareFloats) };
  } catch (error) {
    if (error instanceof SeveralNets) return { refused: error.message, prefixes: error.prefixes };
    if (error instanceof InputError) return { refused: error.message };
    throw error;
  }
}

function read({ bytes, path, said }: FileToRead): ModelBytes {
  return { ...readModel(bytes, path, said), sha256: sha256(bytes) };
}

/**
 * Reads a model on a thread of the pool, or here if it is small.
 * @param file its bytes in shared memory
 * @returns undefined if cancelled; the pool ends a thread that goes on all the same
 * @throws InputError
 */
export async function readOnThread(
  pool: Pool | undefined,
  file: FileToRead,
  token: Cancellation,
): Promise<ModelBytes | undefined> {
  const { bytes, path } = file;
  const kind = kindOf(bytes.subarray(0, HEAD_BYTES), bytes.length, path);
  if (!pool || isQuick(kind, bytes)) return read(file);
  const asked = { data: file, parts: [null], token, priority: Priority.hover };
  const found = await onThreads(pool, modelReadingKind, asked).catch((error) => {
    // The same file might end the server itself too.
    if (error instanceof WorkerDied) throw new InputError(`${shortPath(path)}: ${error.message}`);
    throw error;
  });
  const model = found?.[0];
  if (!model || !("refused" in model)) return model;
  throw model.prefixes
    ? new SeveralNets(model.refused, model.prefixes)
    : new InputError(model.refused);
}

function isQuick(kind: Kind, bytes: Uint8Array): boolean {
  // What an archive or a pickle holds may be a thousand times larger.
  if ((kind !== "safetensors" && kind !== "raw") || bytes.length > MOST_HERE) return false;
  return kind === "raw" || headerLength(bytes) <= MOST_HEADER_HERE;
}

interface CopyToWrite {
  readonly model: ModelBytes;
  readonly path: string;
}

export const modelWritingKind: JobKind<CopyToWrite, null, Uint8Array> = {
  name: "modelWriting",
  open: ({ model, path }) =>
    // biome-ignore lint/correctness/useYield: writing does not pause.
    function* () {
      const bytes = writeCopy(model, path);
      const shared = new Uint8Array(sharedBuffer(bytes.length));
      shared.set(bytes);
      return shared;
    },
};

/**
 * The bytes of a copy of a model, made on a thread of the pool, or here if it is small.
 * @param path chooses the format
 * @returns undefined if cancelled
 * @throws InputError as checkRoom()
 */
export async function copyOnThread(
  pool: Pool | undefined,
  model: ModelBytes,
  path: string,
  token: Cancellation,
): Promise<Uint8Array | undefined> {
  checkRoom(model.weights, path);
  if (!pool || 4 * weightCount(model.weights) <= MOST_HERE) return writeCopy(model, path);
  const data = { model: { ...model, weights: shareWeights(model.weights) }, path };
  const asked = { data, parts: [null], token, priority: Priority.hover };
  return (await inParts(pool, modelWritingKind, asked))?.[0];
}
