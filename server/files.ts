// Everything the server needs from the file system and from cryptography, as one small interface. Not here: the
// implementations (files.node.ts, files.browser.ts), file formats.
import type { Cancellation } from "./jobs/slices";
import { l10n } from "./protocol/words/l10n";
import { shortPath } from "./protocol/words/shortened";

export interface FileStat {
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
  /** Devices, pipes and sockets are 'other': they have no content that could be replaced. */
  readonly kind: "file" | "folder" | "other";
  /** Equal for two paths if and only if both name the same file. */
  readonly identity: string;
}

/** What an entry below a folder is, by what can be done with it. */
export type EntryKind =
  | "file"
  | "pipe"
  | "socket"
  | "device"
  | "brokenLink"
  /** A link to a folder that contains the folder being listed. */
  | "around"
  /** Its name is not UTF-8. */
  | "undecodable"
  | "unreadable";

export interface Entry {
  /** Relative to the listed folder, with '/' on every platform; undecodable bytes are U+FFFD. */
  readonly name: string;
  /** The path to open it by. */
  readonly path: string;
  readonly kind: EntryKind;
  /** Bytes; 0 if unknown. */
  readonly size: number;
  /** Equal for two entries, even of different folders, if and only if both are the same file. */
  readonly identity: string;
}

/** A SHA-256 in progress. */
export interface RunningSha256 {
  update(bytes: Uint8Array): void;
  /** An independent hash of the same bytes so far. */
  copy(): RunningSha256;
  /** Lower-case hex. The hash must not be updated afterwards. */
  digest(): string;
}

/** A file that is written piece by piece, and is there only when it is whole. All methods throw FileError. */
export interface AtomicWrite {
  write(bytes: Uint8Array): Promise<void>;
  /** Flushes it to disk and gives it its name. */
  finish(): Promise<void>;
  /** Leaves nothing behind; does nothing after finish(). */
  discard(): Promise<void>;
}

/**
 * Files are named by an address: on Node the path of a file of this machine, in a browser the URI of a file of the editor.
 */
export interface Files {
  /** The address of a document's file; undefined if it has none here. */
  addressOf(uri: string): string | undefined;
  /** Whether this names a file in full, whatever folder one is in. */
  isAddress(path: string): boolean;
  /** The address of a file in the same folder. */
  beside(path: string, name: string): string;
  /** The last part of an address, for people. */
  nameOf(path: string): string;
  /**
   * Reads a regular file of this machine. Like every method here, refuses a pipe, device, socket or network path
   * unread. `check` gets the size before anything is read, and may throw; `allocate` makes the memory that is read into.
   * Throws FileError.
   */
  read(
    path: string,
    check?: (size: number) => void,
    allocate?: (size: number) => Uint8Array,
  ): Promise<Uint8Array>;
  /** The first `bytes` bytes, or fewer if the file is shorter. Throws FileError. */
  readHead(path: string, bytes: number): Promise<Uint8Array>;
  /** All bytes of a regular file, one piece after the other; a piece is valid until the next. Throws FileError. */
  readPieces(path: string): AsyncGenerator<Uint8Array, void>;
  /** undefined if there is no such file. Throws FileError for other failures. */
  stat(path: string): Promise<FileStat | undefined>;
  /**
   * Everything below a folder at any depth except the folders themselves, sorted by name. Links are followed; each
   * file is listed once. Unreadable things are listed too. Names for which `skips` is true are left out, with all
   * below them. Once cancelled, only what was found until then. Throws FileError if the folder itself cannot be read.
   */
  below(folder: string, skips: (name: string) => boolean, token?: Cancellation): Promise<Entry[]>;
  /**
   * Writes to a temporary file in the same folder, flushes it to disk, then renames it: `path` always holds the old
   * file or the complete new one. Throws FileError, leaving nothing behind; refuses to replace a folder, device or
   * pipe.
   */
  writeAtomic(path: string, bytes: Uint8Array): Promise<void>;
  /** The same, for what is too long to be held at once. */
  startAtomic(path: string): Promise<AtomicWrite>;
  /**
   * The address of the file that a write to `path` makes or replaces: links are followed, also one that leads to no file
   * yet. Its folder may not exist. Throws FileError.
   */
  goalOf(path: string): Promise<string>;
  /** Throws FileError if a file at `path` could not be written; leaves nothing behind. */
  checkWritable(path: string): Promise<void>;
  /** Synchronously removes the temporary files of unfinished writes, for a process that is being interrupted. */
  discardUnfinished(): void;
  /** Removes temporary files that killed processes left in a folder; every write does this first. */
  sweep(folder: string): Promise<void>;
  /** SHA-256 of all of `bytes`, lower-case hex. */
  sha256(bytes: Uint8Array): string;
  startSha256(): RunningSha256;
}

/** A file could not be read or written; the message names it and says why. */
export class FileError extends Error {
  constructor(
    readonly path: string,
    action: "read" | "write",
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    const name = shortPath(path);
    super(
      action === "read"
        ? l10n`Cannot read ${name}: ${reason}.`
        : l10n`Cannot write ${name}: ${reason}.`,
      options,
    );
    this.name = "FileError";
  }

  /** There is no file of this name; the cause is the system's error. */
  get isMissing(): boolean {
    return (this.cause as { readonly code?: unknown } | undefined)?.code === "ENOENT";
  }
}
