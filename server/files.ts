// Everything the server wants of the file system and of cryptography, as one small interface.
// Not here: an implementation (files.node.ts), file formats.
import { shortPath } from "./protocol/words/shortened";

export interface FileStat {
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
  /** A device, pipe or socket is 'other': there is nothing in it to replace. */
  readonly kind: "file" | "folder" | "other";
  /** The same for two paths exactly where both name the same file. */
  readonly identity: string;
}

/** What stands below a folder, by what can be done with it. */
export type EntryKind =
  | "file"
  | "pipe"
  | "socket"
  | "device"
  | "brokenLink"
  /** A link to a folder that the one looked into is part of. */
  | "around"
  /** Its name is not UTF-8. */
  | "undecodable"
  | "unreadable";

export interface Entry {
  /** Relative to the folder, with '/' on every machine; what cannot be decoded is U+FFFD. */
  readonly name: string;
  /** What it is opened by. */
  readonly path: string;
  readonly kind: EntryKind;
  /** Bytes; 0 where nothing is known. */
  readonly size: number;
  /** The same for two entries, of any two folders, exactly where both are the same file. */
  readonly identity: string;
}

/** A SHA-256 in the making. */
export interface RunningSha256 {
  update(bytes: Uint8Array): void;
  /** An independent hash that has taken in the same bytes. */
  copy(): RunningSha256;
  /** Lower-case hex. The hash takes in nothing afterwards. */
  digest(): string;
}

export interface Files {
  /**
   * Regular files of this machine only: a pipe, device, socket or network path is refused unread, as everywhere here.
   * `check` hears the size before anything is read, and may throw. Throws FileError.
   */
  read(path: string, check?: (size: number) => void): Promise<Uint8Array>;
  /** The first bytes, at most so many. Throws FileError. */
  readHead(path: string, bytes: number): Promise<Uint8Array>;
  /** undefined where there is no such file. Throws FileError for other failures. */
  stat(path: string): Promise<FileStat | undefined>;
  /**
   * What is below a folder at any depth, folders apart, sorted by name: links are followed and each file is there once.
   * What cannot be read is an entry too. `skips`: names that are not looked into. Throws FileError for the folder itself.
   */
  below(folder: string, skips: (name: string) => boolean): Promise<Entry[]>;
  /**
   * Writes to a temporary name in the same folder, flushes it to disk, then renames: at `path` there
   * is the old file or the whole new one, never a part. Throws FileError and leaves nothing behind;
   * a folder, device or pipe is refused, never replaced.
   */
  writeAtomic(path: string, bytes: Uint8Array): Promise<void>;
  /** Throws FileError where a file at `path` could not be written; leaves nothing behind. */
  checkWritable(path: string): Promise<void>;
  /** Removes, at once, the temporary files of writes that have not ended: for an interrupted process. */
  discardUnfinished(): void;
  /** Removes the temporary files in a folder that killed processes left; every write does so first. */
  sweep(folder: string): Promise<void>;
  /** SHA-256 of all of `bytes`, lower-case hex. */
  sha256(bytes: Uint8Array): string;
  startSha256(): RunningSha256;
}

/** A file could not be read or written; the sentence names it and says why. */
export class FileError extends Error {
  constructor(
    readonly path: string,
    action: "read" | "write",
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`Cannot ${action} ${shortPath(path)}: ${reason}.`, options);
    this.name = "FileError";
  }

  /** There is no file of this name; the cause is what the system said. */
  get isMissing(): boolean {
    return (this.cause as { readonly code?: unknown } | undefined)?.code === "ENOENT";
  }
}
