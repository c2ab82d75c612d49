// A document the person switched on: its bytes, its version, and what depends on it. Versions and
// edits come from the editor in order; listeners hear from which byte on everything changed.
import { ByteDocument, type TextChange } from "./byteDocument";

export class OpenDocument {
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

  /** The file on disk turned out to have, or not to have, a byte order mark. */
  setBom(bom: boolean): void {
    if (this.bytes.bom !== bom) this.tell(this.bytes.setBom(bom));
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
