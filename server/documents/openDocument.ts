// A document the person switched on: its bytes, its version, and what depends on it. Versions and
// edits come from the editor in order; listeners hear from which byte on everything changed.
import { ByteDocument, type TextChange } from "./byteDocument";

export class OpenDocument {
  /** The file has told how many marks the editor keeps from the text; edits do not change it. */
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

  /** So many byte order marks precede the text, as the file on disk tells. */
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
