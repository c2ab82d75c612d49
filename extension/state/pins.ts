// The pins of every file and which of them are shown. They are saved in the workspace state, move with edits and follow
// renamed files. All pins are outlined; the traces of the shown ones are painted, summed if there are several.
import type * as vscode from "vscode";
import type { ByAddress, Follow } from "./byAddress";
import { Disposables, Emitter, type Event } from "./lifetime";
import {
  type Change,
  isSame,
  type KeptPin,
  movePin,
  type Pin,
  showing,
  withoutPin,
  withPin,
  withShown,
} from "./pinList";

const MEMORY_KEY = "pins";
const SAVE_AFTER_MS = 500;

/** Where the pins are saved, and what happens to the texts they are in. */
export interface PinsWorld {
  readonly memory: vscode.Memento;
  readonly onDidMoveTexts: Event<Follow>;
  readonly onDidEdit: Event<vscode.TextDocumentChangeEvent>;
}

type Document = Pick<vscode.TextDocument, "uri">;

export class Pins implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new Emitter<string>());
  private readonly memory: vscode.Memento;
  private byFile: ByAddress<readonly KeptPin[]>;
  private saving: NodeJS.Timeout | undefined;
  private ids = 0;
  /** Fires the uri of a file whose pins were added, removed, shown or hidden, but not when an edit moves them. */
  readonly onDidChange = this.changed.event;

  constructor({ memory, onDidMoveTexts, onDidEdit }: PinsWorld) {
    this.memory = memory;
    const stored = memory.get<Record<string, readonly KeptPin[]>>(MEMORY_KEY, {});
    this.byFile = Object.fromEntries(
      Object.entries(stored).map(([uri, pins]) => [
        uri,
        pins.map((pin) => ({ ...pin, id: this.ids++ })),
      ]),
    );
    this.disposables.add(onDidMoveTexts((follow) => this.follow(follow)));
    this.disposables.add(onDidEdit((event) => this.move(event)));
  }

  of(document: Document): readonly KeptPin[] {
    return this.byFile[document.uri.toString()] ?? [];
  }

  /** The pins whose traces are painted, in the order in which they were shown. */
  shown(document: Document): readonly KeptPin[] {
    return this.of(document).filter(({ isShown }) => isShown);
  }

  /** Shows this pin alone. A pin that already exists is not added twice. */
  add(document: Document, pin: Pin): void {
    this.put(
      document,
      withPin(this.of(document), pin, () => this.ids++),
    );
  }

  /** Shows this pin alone, unless it is shown already. */
  ensureShown(document: Document, pin: Pin): void {
    if (!this.shown(document).some((other) => isSame(other, pin))) this.add(document, pin);
  }

  /** Pins what is explained, so that it stays when the caret moves; nothing if that is a pin already. */
  hold(document: Document, explained: Pin | undefined): void {
    if (explained && this.shown(document).length === 0) this.add(document, explained);
  }

  /** Shows exactly these pins. */
  show(document: Document, wanted: readonly Pin[]): void {
    this.put(document, showing(this.of(document), wanted));
  }

  /** Shows or hides one pin; the pin shown last comes last. */
  setShown(document: Document, pin: KeptPin, isShown: boolean): void {
    this.put(document, withShown(this.of(document), pin, isShown));
  }

  remove(document: Document, pin: Pin): void {
    this.put(document, withoutPin(this.of(document), pin));
  }

  clear(document: Document): void {
    this.put(document, []);
  }

  dispose(): void {
    if (this.saving !== undefined) this.save();
    this.disposables.dispose();
  }

  private put(document: Document, pins: readonly KeptPin[]): void {
    const uri = document.uri.toString();
    const { [uri]: _, ...others } = this.byFile;
    this.byFile = pins.length > 0 ? { ...others, [uri]: pins } : others;
    this.save();
    this.changed.fire(uri);
  }

  private move(event: vscode.TextDocumentChangeEvent): void {
    const pins = this.of(event.document);
    if (pins.length === 0 || event.contentChanges.length === 0) return;
    const changes = event.contentChanges.map(asChange);
    const moved = pins.map((pin) => movePin(pin, changes));
    this.byFile = { ...this.byFile, [event.document.uri.toString()]: moved };
    clearTimeout(this.saving);
    this.saving = setTimeout(() => this.save(), SAVE_AFTER_MS);
  }

  private follow(follow: Follow): void {
    const before = this.byFile;
    this.byFile = follow(before);
    if (this.byFile === before) return;
    this.save();
    for (const uri of Object.keys({ ...before, ...this.byFile })) {
      if (this.byFile[uri] !== before[uri]) this.changed.fire(uri);
    }
  }

  private save(): void {
    clearTimeout(this.saving);
    this.saving = undefined;
    void this.memory.update(MEMORY_KEY, this.byFile);
  }
}

export function asChange(change: vscode.TextDocumentContentChangeEvent): Change {
  return { start: change.rangeOffset, removed: change.rangeLength, inserted: change.text.length };
}
