// sparseDiff/compareWithDisk, and the comparison that an attachment makes too: why the file on disk has other bytes
// than the document. What is compared, and how, is documents/diskComparison.ts.

import { fileURLToPath } from "node:url";
import type { ResponseError } from "vscode-languageserver-protocol";
import { diskDifference, opensWithMark } from "../documents/diskComparison";
import type { OpenDocument } from "../documents/openDocument";
import { inSlices } from "../jobs/slices";
import type { CompareWithDiskParams, DiskNote, FailureData } from "../protocol/messages";
import { shortPath } from "../rnn/shortened";
import { failure } from "./failure";
import type { Session } from "./session";

/** Larger files are not compared with the disk: the editor does not send them whole in any case. */
const MOST_COMPARED = 64 * 2 ** 20;
const MARK_BYTES = 3;

export async function compareWithDisk(
  session: Session,
  { uri }: CompareWithDiskParams,
): Promise<{ diskNote: DiskNote } | ResponseError<FailureData>> {
  const document = session.document(uri);
  if (!document)
    return failure("document", `${shortPath(uri)}: not an open document of the attribution server`);
  return { diskNote: await diskNoteOf(session, document) };
}

/** Takes the byte order mark from the file; null too where the document has, or gets, unsaved edits. */
export async function diskNoteOf(
  { files }: Session,
  document: OpenDocument,
  dirty = false,
): Promise<DiskNote> {
  if (!document.uri.startsWith("file:")) return null;
  try {
    const path = fileURLToPath(document.uri);
    const found = await files.stat(path);
    if (found?.kind !== "file" || found.size > MOST_COMPARED) return null;
    const { revision } = document.bytes;
    const disk = dirty ? await files.readHead(path, MARK_BYTES) : await files.read(path);
    // What was typed meanwhile is not in the file; the mark is, and counts as a change once it is set.
    const isEdited = dirty || revision !== document.bytes.revision;
    document.setBom(opensWithMark(disk));
    if (isEdited) return null;
    const compared = document.bytes.revision;
    const untilAnEdit = {
      get isCancellationRequested() {
        return document.bytes.revision !== compared;
      },
    };
    return (await inSlices(diskDifference(document.bytes, disk), untilAnEdit)) ?? null;
  } catch {
    // A file that cannot be read any more has nothing to compare with; the document is what counts.
    return null;
  }
}
