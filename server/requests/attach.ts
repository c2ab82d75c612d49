// sparseDiff/attach: binds an open document to a model, compares it with the file on disk, and starts
// reading it in the background. The reading reports itself by documentStatus notifications.
import { fileURLToPath } from "node:url";
import type { ResponseError } from "vscode-languageserver-protocol";
import { diskComparison } from "../documents/diskComparison";
import type { OpenDocument } from "../documents/openDocument";
import { ReadingJob } from "../jobs/readingJob";
import type {
  AttachParams,
  AttachResult,
  DiskNote,
  DocumentStatus,
  FailureData,
} from "../protocol/messages";
import type { Model } from "../rnn/model";
import { failure, modelFailure, stale } from "./failure";
import type { Session } from "./session";

/** Larger files are not compared with the disk: the editor does not send them whole in any case. */
const MOST_COMPARED = 64 * 2 ** 20;

export async function attach(
  session: Session,
  params: AttachParams,
  tell: (status: DocumentStatus) => void,
): Promise<AttachResult | ResponseError<FailureData>> {
  if (!session.document(params.uri))
    return failure("document", `${params.uri}: not an open document of the attribution server`);
  const attachment = session.beginAttachment(params.uri);
  let model: Model;
  try {
    model = await session.model(params.modelPath);
  } catch (error) {
    return modelFailure(error);
  }
  const document = session.document(params.uri);
  if (!document) return failure("document", `${params.uri}: closed while its model was loading`);
  const diskNote = await compareWithDisk(session, document, params.dirty === true);
  if (session.document(params.uri) !== document)
    return failure("document", `${params.uri}: closed while its model was loading`);
  // A slow model must not take the place of one chosen after it.
  if (!session.isLatestAttachment(params.uri, attachment)) return stale();
  // The job outlives the binding only as long as one slice.
  const job = new ReadingJob(tell, session.pool);
  job.start(session.bind(document, model, () => job.continue()));
  return {
    model: {
      path: params.modelPath,
      name: model.name,
      hiddenSize: model.weights.H,
      sha256: model.sha256,
      format: model.format,
    },
    diskNote,
  };
}

/** Takes the byte order mark from the file; says why the file has other bytes than the document. */
export async function compareWithDisk(
  { files }: Session,
  document: OpenDocument,
  dirty: boolean,
): Promise<DiskNote> {
  if (!document.uri.startsWith("file:")) return null;
  try {
    const path = fileURLToPath(document.uri);
    const found = await files.stat(path);
    if (found?.kind !== "file" || found.size > MOST_COMPARED) return null;
    const revision = document.bytes.revision;
    const disk = await files.read(path);
    // What was typed meanwhile is not in the file; the mark is, and counts as a change once it is set.
    const edited = revision !== document.bytes.revision;
    const { bom, reason } = diskComparison(document.bytes, disk);
    document.setBom(bom);
    return dirty || edited ? null : (reason ?? null);
  } catch {
    // A file that cannot be read any more has nothing to compare with; the document is what counts.
    return null;
  }
}
