// sparseDiff/attach: binds an open document to a model, compares it with the file on disk, and starts reading it in the
// background. Progress is reported by documentStatus notifications. sparseDiff/compareWithDisk: the same comparison
// again; how it is made is in documents/diskComparison.ts.
import type { ResponseError } from "vscode-languageserver-protocol";
import { netSummary } from "../answers/netSummary";
import type { OpenDocument } from "../documents/binding";
import { MOST_MARKS, marksAt } from "../documents/byteDocument";
import { diskDifference, hiddenMarks } from "../documents/diskComparison";
import { ReadingJob } from "../jobs/readingJob";
import { type Cancellation, inSlices, untilCancelled } from "../jobs/slices";
import type { Model } from "../nets/formats";
import type {
  AttachParams,
  AttachResult,
  CompareWithDiskParams,
  DiskNote,
  DocumentStatus,
  FailureData,
  ModelSummary,
} from "../protocol/wire/messages";
import { l10n } from "../protocol/words/l10n";
import { shortPath } from "../protocol/words/shortened";
import { cancelled, failure, modelFailure, stale } from "./guard";
import type { Session } from "./session";

/** Larger files are not compared with the disk; the editor does not send them whole anyway. */
const MOST_COMPARED = 64 * 2 ** 20;
const MARK_BYTES = 3;

/** What the editor knows about a document besides its text. */
interface Editor {
  /** Has unsaved edits. */
  readonly dirty?: boolean;
  /** Will be saved with a mark before its text. */
  readonly mark?: boolean;
}

export async function compareWithDisk(
  session: Session,
  { uri }: CompareWithDiskParams,
): Promise<{ diskNote: DiskNote } | ResponseError<FailureData>> {
  const document = session.document(uri);
  if (!document)
    return failure(
      "document",
      l10n`${shortPath(uri)}: not an open document of the attribution server`,
    );
  return { diskNote: await diskNoteOf(session, document) };
}

/** Takes the number of byte order marks from the file. Also null if the document has, or gets, unsaved edits. */
export async function diskNoteOf(
  { files }: Session,
  document: OpenDocument,
  { dirty = false, mark }: Editor = {},
): Promise<DiskNote> {
  try {
    const path = files.addressOf(document.uri);
    if (path === undefined) return null;
    const found = await files.stat(path);
    if (found?.kind !== "file" || found.size > MOST_COMPARED) return null;
    const { revision } = document.bytes;
    const disk = dirty
      ? await files.readHead(path, MOST_MARKS * MARK_BYTES)
      : await files.read(path);
    // Edits made meanwhile are not in the file. Its marks still apply; setting them counts as a change.
    if (dirty || revision !== document.bytes.revision) {
      if (!document.marksKnown) document.setMarks(marksOfEdited(document, disk, mark));
      return null;
    }
    document.setMarks(hiddenMarks(document.bytes, disk));
    const compared = document.bytes.revision;
    const untilAnEdit = {
      get isCancellationRequested() {
        return document.bytes.revision !== compared;
      },
    };
    return (await inSlices(diskDifference(document.bytes, disk), untilAnEdit)) ?? null;
  } catch {
    // A file that can no longer be read cannot be compared; the document is what counts.
    return null;
  }
}

/**
 * U+FEFF at the start of the text may come from the file or from an edit, and one that is gone from it may be hidden or deleted;
 * only the editor knows which.
 */
function marksOfEdited(
  { bytes }: OpenDocument,
  disk: Uint8Array,
  mark: boolean | undefined,
): number {
  if (mark === false) return 0;
  return bytes.ownMarks === 0 ? marksAt(disk) : Number(mark ?? false);
}

/** @param load the model, if it is not read from params.modelPath; undefined if cancelled */
export async function attach(
  session: Session,
  params: AttachParams,
  tell: (status: DocumentStatus) => void,
  token: Cancellation,
  load: (wanted: Cancellation) => Promise<Model | undefined> = (wanted) =>
    session.modelWhileWanted(params.modelPath, wanted),
): Promise<AttachResult | ResponseError<FailureData>> {
  if (!session.document(params.uri))
    return failure(
      "document",
      l10n`${shortPath(params.uri)}: not an open document of the attribution server`,
    );
  const attachment = session.beginAttachment(params.uri);
  const unwanted = () =>
    token.isCancellationRequested || !session.isLatestAttachment(params.uri, attachment);
  const wanted = {
    get isCancellationRequested() {
      return unwanted();
    },
  };
  let model: Model | undefined;
  try {
    model = await untilCancelled(load(wanted), wanted);
  } catch (error) {
    return modelFailure(error);
  }
  if (model) await inSlices(session.prepare(model), wanted);
  if (token.isCancellationRequested) return cancelled();
  if (!model || unwanted()) return stale();
  const document = session.document(params.uri);
  if (!document)
    return failure("document", l10n`${shortPath(params.uri)}: closed while its model was loading`);
  // Always look at the file, because it tells how many marks precede the text.
  const diskNote = await diskNoteOf(session, document, params);
  if (session.document(params.uri) !== document)
    return failure("document", l10n`${shortPath(params.uri)}: closed while its model was loading`);
  // A model that is slow to load must not replace one chosen later.
  if (!session.isLatestAttachment(params.uri, attachment)) return stale();
  if (token.isCancellationRequested) return cancelled();
  const job = new ReadingJob(tell, session.pool);
  job.start(session.bind(document, model, () => job.continue()));
  return { model: modelSummary(model, params.modelPath), diskNote };
}

/** @param path as attached */
export function modelSummary(model: Model, path: string): ModelSummary {
  const { name, weights, sha256, format } = model;
  return { path, name, hiddenSize: weights.H, sha256, format, net: netSummary(model) };
}
