// Opens and reads regular files, and nothing else. A pipe, device or socket may never end or may block a thread for
// ever; a network path may do both, and also tells the other machine who is asking. All are refused unread.
import { constants, type Stats } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";

/** The most Node can read into one buffer. */
const MOST_BYTES = 2 ** 31 - 1;
/** Bytes per system call. */
const PIECE = 2 ** 26;

/** The file is refused for its kind or size; the message is the reason, in the form FileError wants. */
export class Refused extends Error {}

/** @throws Refused for a path to another machine, or one that names a device on Windows. */
export function refuseForeign(path: string): void {
  // Checked on every platform, so that a path means the same everywhere.
  if (/^[\\/]{2}/.test(path))
    throw new Refused(
      "its path begins like that of another machine; expected a file of this machine",
    );
}

/** Opens a file for reading if it is a regular file. Throws Refused and system errors. */
export async function openRegular(path: string): Promise<FileHandle> {
  refuseForeign(path);
  // Check before opening, because opening some devices has side effects. Check again afterwards, because the file may
  // have been replaced in between; O_NONBLOCK keeps that open from waiting.
  refuseByKind(await stat(path), path);
  const { O_RDONLY, O_NONBLOCK = 0, O_NOCTTY = 0 } = constants;
  const file = await open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
  try {
    refuseByKind(await file.stat(), path);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Bytes 0 .. length), or fewer if the file has shrunk. Bytes appended meanwhile are not read. */
export async function readFrom(file: FileHandle, length: number): Promise<Uint8Array> {
  if (length > MOST_BYTES) {
    const count = new Intl.NumberFormat("en-US");
    throw new Refused(
      `${count.format(length)} bytes; expected at most ${count.format(MOST_BYTES)}`,
    );
  }
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; ) {
    const { bytesRead } = await file.read(bytes, at, Math.min(PIECE, length - at), at);
    if (bytesRead === 0) return bytes.subarray(0, at);
    at += bytesRead;
  }
  return bytes;
}

function refuseByKind(found: Stats, path: string): void {
  if (found.isFile()) return;
  if (found.isDirectory()) throw new Refused("it is a folder");
  if (/^\/(dev\/stdin|dev\/fd\/0|proc\/self\/fd\/0)$/.test(path))
    throw new Refused("it is standard input; expected a file, or - as TEXT of a command");
  const kind = found.isFIFO() ? "pipe" : found.isSocket() ? "socket" : "device";
  throw new Refused(`it is a ${kind}; expected a regular file`);
}
