// sparseDiff/compareWithDisk, and the comparison that an attachment makes too: why the file on disk has other bytes
// than the document. What is compared, and how, is documents/diskComparison.ts.
import { fileURLToPath } from "node:url";
import type { ResponseError } from "vscode-languageserver-protocol";
import { MOST_MARKS, marksAt } from "../documents/byteDocument";
import { diskDifference, hiddenMarks } from "../documents/diskComparison";
import type { OpenDocument } from "../documents/openDocument";
import { inSlices } from "../jobs/slices";
import type { CompareWithDiskParams, DiskNote, FailureData } from "../protocol/wire/messages";
import { shortPath } from "../protocol/words/shortened";
import { failure } from "./failure";
import type { Session } from "./session";

/** Larger files are not compared with the disk: the editor does not send them whole in any case. */
const MOST_COMPARED = 64 * 2 ** 20;
const MARK_BYTES = 3;

/** What the editor says of a document beside its text. */
interface Editor {
  /** It has unsaved edits. */
  readonly dirty?: boolean;
  /** It will be saved with a mark before its text. */
  readonly mark?: boolean;
}

export async function compareWithDisk(
  session: Session,
  { uri }: CompareWithDiskParams,
): Promise<{ diskNote: DiskNote } | ResponseError<FailureData>> {
  const document = session.document(uri);
  if (!document)
    return failure("document", `${shortPath(uri)}: not an open document of the attribution server`);
  return { diskNote: await diskNoteOf(session, document) };
}

/** Takes the byte order marks from the file; null too where the document has, or gets, unsaved edits. */
export async function diskNoteOf(
  { files }: Session,
  document: OpenDocument,
  { dirty = false, mark = false }: Editor = {},
): Promise<DiskNote> {
  if (!document.uri.startsWith("file:")) return null;
  try {
    const path = fileURLToPath(document.uri);
    const found = await files.stat(path);
    if (found?.kind !== "file" || found.size > MOST_COMPARED) return null;
    const { revision } = document.bytes;
    const disk = dirty
      ? await files.readHead(path, MOST_MARKS * MARK_BYTES)
      : await files.read(path);
    // What was typed meanwhile is not in the file; its marks are, and count as a change once they are set.
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
    // A file that cannot be read any more has nothing to compare with; the document is what counts.
    return null;
  }
}

/** A text that opens with U+FEFF may have been saved so, or have it from an edit: only the editor knows. */
function marksOfEdited({ bytes }: OpenDocument, disk: Uint8Array, mark: boolean): number {
  return bytes.ownMarks === 0 ? marksAt(disk) : Number(mark);
}
