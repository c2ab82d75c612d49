// What is read from the disk: regular files, opened and read, and the names below a folder, listed once. A pipe, device
// or socket may never end or may block a thread for ever; a network path may do both, and also tells the other machine
// who is asking. All are refused unread.
import { type BigIntStats, constants, type Stats } from "node:fs";
import { type FileHandle, lstat, open, readdir, readlink, realpath, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Entry, EntryKind } from "./files";
import { type Cancellation, NEVER } from "./jobs/slices";
import { l10n } from "./protocol/words/l10n";

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
      l10n`its path begins like that of another machine; expected a file of this machine`,
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
export async function readFrom(
  file: FileHandle,
  length: number,
  allocate: (size: number) => Uint8Array = (size) => new Uint8Array(size),
): Promise<Uint8Array> {
  if (length > MOST_BYTES) {
    const count = new Intl.NumberFormat("en-US");
    throw new Refused(
      l10n`${count.format(length)} bytes; expected at most ${count.format(MOST_BYTES)}`,
    );
  }
  const bytes = allocate(length);
  for (let at = 0; at < length; ) {
    const { bytesRead } = await file.read(bytes, at, Math.min(PIECE, length - at), at);
    if (bytesRead === 0) return bytes.subarray(0, at);
    at += bytesRead;
  }
  return bytes;
}

function refuseByKind(found: Stats, path: string): void {
  if (found.isFile()) return;
  if (found.isDirectory()) throw new Refused(l10n`it is a folder`);
  if (/^\/(dev\/stdin|dev\/fd\/0|proc\/self\/fd\/0)$/.test(path))
    throw new Refused(l10n`it is standard input; expected a file, or - as TEXT of a command`);
  if (found.isFIFO()) throw new Refused(l10n`it is a pipe; expected a regular file`);
  if (found.isSocket()) throw new Refused(l10n`it is a socket; expected a regular file`);
  throw new Refused(l10n`it is a device; expected a regular file`);
}

/** More than this is probably a whole disk, reached by a link. */
const MOST_ENTRIES = 500_000;

interface Place {
  readonly name: string;
  readonly path: string;
}

/**
 * Walks the real tree first, then follows links, so a file or folder with several names is listed under its real one,
 * and a link back into the tree adds nothing. Does not enter a folder that contains `root`: all siblings would come
 * in.
 * @param skips names that are neither listed nor looked into
 * @param token once cancelled, only what was found until then is listed
 * @throws the system's error if `root` itself cannot be read
 */
export async function filesBelow(
  root: string,
  skips: (name: string) => boolean,
  token: Cancellation = NEVER,
): Promise<Entry[]> {
  const entries: Entry[] = [];
  const around = await foldersAround(root);
  const seen = new Set([identityOf(await stat(root, { bigint: true }))]);
  const folders: Place[] = [];
  const links: Place[] = [];

  const note = ({ name, path }: Place, kind: EntryKind, found?: BigIntStats) => {
    const size = found ? Number(found.size) : 0;
    entries.push({ name, path, kind, size, identity: found ? identityOf(found) : path });
    if (entries.length > MOST_ENTRIES)
      throw new Error(
        l10n`more than ${new Intl.NumberFormat("en-US").format(MOST_ENTRIES)} files are below it`,
      );
  };
  const take = (place: Place, found: BigIntStats) => {
    const identity = identityOf(found);
    if (seen.has(identity)) return;
    if (around.has(identity)) return note(place, "around");
    seen.add(identity);
    if (found.isDirectory()) folders.push(place);
    else note(place, kindOf(found), found);
  };
  const enter = async (folder: Place, inside: readonly Buffer[]) => {
    for (const bytes of inside) {
      if (token.isCancellationRequested) return;
      const below = decoded(bytes);
      const name = folder.name === "" ? below.name : `${folder.name}/${below.name}`;
      if (skips(below.name)) continue;
      const place = { name, path: join(folder.path, below.name) };
      if (!below.isExact) {
        const found = await lstat(rawPath(folder.path, bytes), { bigint: true }).catch(() => null);
        note(place, "undecodable", found?.isFile() ? found : undefined);
        continue;
      }
      try {
        const found = await lstat(place.path, { bigint: true });
        if (found.isSymbolicLink()) links.push(place);
        else take(place, found);
      } catch {
        note(place, "unreadable");
      }
    }
  };
  const follow = async (link: Place) => {
    try {
      refuseForeign(await readlink(link.path));
      take(link, await stat(link.path, { bigint: true }));
    } catch (error) {
      note(link, leadsNowhere(error) ? "brokenLink" : "unreadable");
    }
  };

  await enter({ name: "", path: root }, await namesIn(root));
  while (!token.isCancellationRequested) {
    const folder = folders.shift();
    if (folder) {
      const inside = await namesIn(folder.path).catch(() => undefined);
      if (inside) await enter(folder, inside);
      else note(folder, "unreadable");
      continue;
    }
    const link = links.shift();
    if (!link) break;
    await follow(link);
  }
  return entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

async function namesIn(folder: string): Promise<Buffer[]> {
  return (await readdir(folder, { encoding: "buffer" })).sort(Buffer.compare);
}

async function foldersAround(root: string): Promise<Set<string>> {
  const around = new Set<string>();
  let folder = dirname(await realpath(root));
  for (;;) {
    around.add(identityOf(await stat(folder, { bigint: true })));
    const above = dirname(folder);
    if (above === folder) return around;
    folder = above;
  }
}

/** Exact only with big integers: an inode's number may have 64 bits. */
export function identityOf({ dev, ino }: BigIntStats): string {
  return `${dev}:${ino}`;
}

function kindOf(found: BigIntStats): EntryKind {
  if (found.isFile()) return "file";
  return found.isFIFO() ? "pipe" : found.isSocket() ? "socket" : "device";
}

/** The name as text, and whether that text encodes back to exactly these bytes. */
function decoded(bytes: Buffer): { readonly name: string; readonly isExact: boolean } {
  const name = bytes.toString("utf8");
  return { name, isExact: Buffer.from(name, "utf8").equals(bytes) };
}

function rawPath(folder: string, name: Buffer): Buffer {
  return Buffer.concat([Buffer.from(folder), Buffer.from("/"), name]);
}

function leadsNowhere(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  return ["ENOENT", "ENOTDIR", "ELOOP"].includes(code);
}
