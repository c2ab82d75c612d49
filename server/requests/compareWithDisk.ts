// sparseDiff/compareWithDisk, and the comparison that an attachment makes too: why the file on disk has other bytes
// than the document. What is compared, and how, is documents/diskComparison.ts.
import { fileURLToPath } from "node:url";
import type { ResponseError } from "vscode-languageserver-protocol";
import { diskComparison } from "../documents/diskComparison";
import type { OpenDocument } from "../documents/openDocument";
import type { CompareWithDiskParams, DiskNote, FailureData } from "../protocol/messages";
import { failure } from "./failure";
import type { Session } from "./session";

/** Larger files are not compared with the disk: the editor does not send them whole in any case. */
const MOST_COMPARED = 64 * 2 ** 20;

export async function compareWithDisk(
  session: Session,
  { uri }: CompareWithDiskParams,
): Promise<{ diskNote: DiskNote } | ResponseError<FailureData>> {
  const document = session.document(uri);
  if (!document)
    return failure("document", `${uri}: not an open document of the attribution server`);
  return { diskNote: await diskNoteOf(session, document) };
}

/** Takes the byte order mark from the file; null too where the document was edited meanwhile. */
export async function diskNoteOf({ files }: Session, document: OpenDocument): Promise<DiskNote> {
  if (!document.uri.startsWith("file:")) return null;
  try {
    const path = fileURLToPath(document.uri);
    const found = await files.stat(path);
    if (found?.kind !== "file" || found.size > MOST_COMPARED) return null;
    const { revision } = document.bytes;
    const disk = await files.read(path);
    const isEdited = revision !== document.bytes.revision;
    const { bom, reason } = diskComparison(document.bytes, disk);
    document.setBom(bom);
    return isEdited ? null : (reason ?? null);
  } catch {
    // A file that cannot be read any more has nothing to compare with; the document is what counts.
    return null;
  }
}
