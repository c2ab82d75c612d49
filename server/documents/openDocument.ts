// A document the person switched on: its bytes and its version, with listeners for changes. Versions and edits come
// from the editor in order; listeners get the first byte that changed.
import { ByteDocument, type TextChange } from "./byteDocument";

export class OpenDocument {
  /** Whether the file has been checked for marks that the editor hides from the text; edits do not change that. */
  marksKnown = false;
  readonly bytes: ByteDocument;
  private readonly listeners = new Set<(firstChanged: number) => void>();

  constructor(
    readonly uri: string,
    private currentVersion: number,
    text: string,
  ) {
    this.bytes = ByteDocument.fromText(text);
  }

  get version(): number {
    return this.currentVersion;
  }

  change(version: number, changes: readonly TextChange[]): void {
    this.currentVersion = version;
    this.tell(this.bytes.applyEdits(changes));
  }

  /** Sets how many byte order marks precede the text, as found in the file on disk. */
  setMarks(marks: number): void {
    this.marksKnown = true;
    if (this.bytes.marks !== marks) this.tell(this.bytes.setMarks(marks));
  }

  /** Calls back with the first changed byte after every change, until the returned function is called. */
  onChange(listener: (firstChanged: number) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private tell(firstChanged: number): void {
    for (const listener of this.listeners) listener(firstChanged);
  }
}
