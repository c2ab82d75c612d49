// Opening and reading regular files, and nothing else: a pipe, device or socket has no end to read to, or blocks a
// thread for ever, and a path to another machine may do both and tell it who asks. Refused before a byte is read.
import { constants, type Stats } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";

/** What Node reads into one piece of memory. */
const MOST_BYTES = 2 ** 31 - 1;
/** Of one system call. */
const PIECE = 2 ** 26;

/** A file is refused for what it is; the message is the reason, as FileError wants it. */
export class Refused extends Error {}

/** @throws Refused for a path that leaves this machine, or names a device on Windows. */
export function refuseForeign(path: string): void {
  // On every system, so that a path means the same wherever it is written down.
  if (/^[\\/]{2}/.test(path))
    throw new Refused(
      "its path begins like that of another machine; expected a file of this machine",
    );
}

/** Opened for reading once it is known to be a regular file. Throws Refused, system errors. */
export async function openRegular(path: string): Promise<FileHandle> {
  refuseForeign(path);
  // Looked at first, since opening some devices does something; and again once it is open, since what
  // stands there may be another by then: that is why the opening never waits.
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

/** Bytes 0 .. length), fewer where the file has become shorter; what is added meanwhile is not read. */
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
