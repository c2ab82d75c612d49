// An export of a text on a worker thread: the answer from the first byte on, on a backend that gives the same bits on every
// machine, and the bytes of its file. Not here: who may ask what, and writing the file.
import { type ExportFile, exportFile } from "../answers/exportFile";
import { EXPORT_BACKEND } from "../answers/provenance";
import { answerOf, type Question } from "../answers/questions";
import type { Net } from "../answers/subject";
import { selectKernels } from "../kernels/select";
import { InputError } from "../nets/inputError";
import type { ExportFormat } from "../protocol/vocabulary/exports";
import { sha256 } from "../sha256.node";
import type { Pool } from "./pool";
import { type JobKind, shareBytes, sharedBuffer, shareWeights } from "./shared";
import { onOneThread, type Watched, watched } from "./watched";

export interface ExportData extends Watched {
  readonly text: Uint8Array;
  readonly model: Net;
  readonly question: Question;
  readonly format: ExportFormat;
}

/** The classes of errors do not survive the way to another thread. */
type Made = ExportFile | { readonly refused: string };

export const exportKind: JobKind<ExportData, null, Made> = {
  name: "export",
  open: (data) => () => refusing(made(data)),
};

function* made(data: ExportData): Generator<void, ExportFile> {
  const { model, question, format } = data;
  const backend = selectKernels(EXPORT_BACKEND);
  const bytes = data.text;
  const text = { bytes, sha256: sha256(bytes) };
  const answer = yield* watched(answerOf({ text, model, backend }, question), data);
  return exportFile(question, answer, { text, model, backend: EXPORT_BACKEND }, format);
}

function* refusing(work: Generator<void, ExportFile>): Generator<void, Made> {
  try {
    return yield* work;
  } catch (error) {
    if (error instanceof InputError) return { refused: error.message };
    throw error;
  }
}

/**
 * @param asked its text is copied to shared memory
 * @returns undefined if the pool was disposed of
 * @throws InputError for what the answer refuses
 */
export async function exportOnThread(
  pool: Pool,
  asked: Omit<ExportData, "progress">,
  onProgress: (fraction: number) => void,
): Promise<ExportFile | undefined> {
  const { weights, net, name, sha256 } = asked.model;
  const data = {
    ...asked,
    text: shareBytes(asked.text),
    model: { weights: shareWeights(weights), net, name, sha256 },
    progress: new Float64Array(sharedBuffer(8)),
  };
  const found = await onOneThread(pool, exportKind, data, onProgress);
  if (found && "refused" in found) throw new InputError(found.refused);
  return found;
}
