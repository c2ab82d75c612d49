// sparseDiff/attach: binds an open document to a model, compares it with the file on disk, and starts reading it in
// the background. Progress is reported by documentStatus notifications.
import type { ResponseError } from "vscode-languageserver-protocol";
import { ReadingJob } from "../jobs/readingJob";
import { type Cancellation, inSlices } from "../jobs/slices";
import type { Model } from "../nets/formats";
import type {
  AttachParams,
  AttachResult,
  DocumentStatus,
  FailureData,
} from "../protocol/wire/messages";
import { shortPath } from "../protocol/words/shortened";
import { diskNoteOf } from "./compareWithDisk";
import { cancelled, failure, modelFailure, stale } from "./failure";
import type { Session } from "./session";

export async function attach(
  session: Session,
  params: AttachParams,
  tell: (status: DocumentStatus) => void,
  token: Cancellation,
): Promise<AttachResult | ResponseError<FailureData>> {
  if (!session.document(params.uri))
    return failure(
      "document",
      `${shortPath(params.uri)}: not an open document of the attribution server`,
    );
  const attachment = session.beginAttachment(params.uri);
  const unwanted = () =>
    token.isCancellationRequested || !session.isLatestAttachment(params.uri, attachment);
  let model: Model;
  try {
    model = await session.model(params.modelPath);
  } catch (error) {
    return modelFailure(error);
  }
  const wanted = {
    get isCancellationRequested() {
      return unwanted();
    },
  };
  await inSlices(session.prepare(model), wanted);
  if (token.isCancellationRequested) return cancelled();
  if (unwanted()) return stale();
  const document = session.document(params.uri);
  if (!document)
    return failure("document", `${shortPath(params.uri)}: closed while its model was loading`);
  // Always look at the file, because it tells how many marks precede the text.
  const diskNote = await diskNoteOf(session, document, params);
  if (session.document(params.uri) !== document)
    return failure("document", `${shortPath(params.uri)}: closed while its model was loading`);
  // A model that is slow to load must not replace one chosen later.
  if (!session.isLatestAttachment(params.uri, attachment)) return stale();
  if (token.isCancellationRequested) return cancelled();
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
