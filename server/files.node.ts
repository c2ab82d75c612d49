// The Files interface of files.ts implemented on Node, with node:fs and node:crypto: what fails says which file and why. Not here:
// opening and listing files (filesRead.node.ts), writing them whole (filesWritten.node.ts).
import { unlinkSync } from "node:fs";
import { stat, unlink } from "node:fs/promises";
import { basename, dirname, isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type AtomicWrite, FileError, type Files } from "./files";
import { filesBelow, identityOf, openRegular, readFrom, refuseForeign } from "./filesRead.node";
import {
  createTemporary,
  goalOf,
  replaceable,
  startAtomic,
  sweep,
  writeAtomic,
} from "./filesWritten.node";
import { marked, translated } from "./protocol/words/l10n";
import { shortened } from "./protocol/words/shortened";
import { sha256, startSha256 } from "./sha256.node";

/** Bytes read at a time of a file that is not held whole. */
const PIECE = 2 ** 20;

/** Removes unfinished files when the process ends in any way other than being killed. */
export function discardAtEnd(files: Files, interrupted?: () => void): void {
  process.once("exit", () => files.discardUnfinished());
  for (const [signal, code] of [
    ["SIGHUP", 129],
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)
    process.once(signal, () => {
      interrupted?.();
      process.exit(code);
    });
}

export function nodeFiles(): Files {
  const unfinished = new Set<string>();
  return {
    async read(path, check, allocate) {
      const file = await told(path, "read", () => openRegular(path));
      try {
        const { size } = await told(path, "read", () => file.stat());
        check?.(size);
        return await told(path, "read", () => readFrom(file, size, allocate));
      } finally {
        await file.close();
      }
    },
    readHead: (path, bytes) =>
      told(path, "read", async () => {
        const file = await openRegular(path);
        try {
          return await readFrom(file, Math.min(bytes, (await file.stat()).size));
        } finally {
          await file.close();
        }
      }),
    readPieces: (path) => readPieces(path),
    stat: (path) =>
      told(path, "read", async () => {
        refuseForeign(path);
        try {
          const found = await stat(path, { bigint: true });
          const kind = found.isFile() ? "file" : found.isDirectory() ? "folder" : "other";
          const modified = Number(found.mtimeNs) / 1e6;
          return { size: Number(found.size), modified, kind, identity: identityOf(found) };
        } catch (error) {
          if (codeOf(error) === "ENOENT") return undefined;
          throw error;
        }
      }),
    below: (folder, skips, token) =>
      told(folder, "read", () => {
        refuseForeign(folder);
        return filesBelow(folder, skips, token);
      }),
    writeAtomic: (path, bytes) => told(path, "write", () => writeAtomic(path, bytes, unfinished)),
    startAtomic: async (path) =>
      toldWrite(path, await told(path, "write", () => startAtomic(path, unfinished))),
    goalOf: (path) => told(path, "write", () => goalOf(path)),
    checkWritable: (path) =>
      told(path, "write", async () => {
        await replaceable(path);
        // Same place as writeAtomic: links are followed, and the temporary file goes beside the real file.
        const name = createTemporary(await goalOf(path), unfinished);
        try {
          await unlink(name);
        } finally {
          unfinished.delete(name);
        }
      }),
    discardUnfinished() {
      for (const name of unfinished) {
        try {
          unlinkSync(name);
        } catch {
          // Already renamed. If it cannot be removed now, a later write sweeps it up.
        }
      }
      unfinished.clear();
    },
    sweep,
    sha256,
    startSha256,
    addressOf: (uri) => (uri.startsWith("file:") ? fileURLToPath(uri) : undefined),
    isAddress: isAbsolute,
    beside: (path, name) => join(dirname(path), name),
    nameOf: (path) => basename(path),
  };
}

async function* readPieces(path: string): AsyncGenerator<Uint8Array, void> {
  const file = await told(path, "read", () => openRegular(path));
  try {
    const room = new Uint8Array(PIECE);
    for (;;) {
      const { bytesRead } = await told(path, "read", () => file.read(room, 0, PIECE));
      if (bytesRead === 0) return;
      yield room.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

/** Runs `work` and turns any error into a FileError that names the path. */
async function told<T>(path: string, action: "read" | "write", work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new FileError(path, action, reasonOf(error), { cause: error });
  }
}

/** Names the path in every error. */
function toldWrite(path: string, { write, finish, discard }: AtomicWrite): AtomicWrite {
  return {
    write: (bytes) => told(path, "write", () => write(bytes)),
    finish: () => told(path, "write", finish),
    discard,
  };
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: marked("no such file or folder"),
  EACCES: marked("permission denied"),
  EPERM: marked("permission denied"),
  EISDIR: marked("it is a folder"),
  ENOTDIR: marked("a part of its path is not a folder"),
  ENAMETOOLONG: marked("its name is too long"),
  ELOOP: marked("its symbolic links lead in a circle"),
  ENXIO: marked("it is a socket or a device; expected a regular file"),
  ERR_INVALID_ARG_VALUE: marked("its path has a zero byte"),
  ENOSPC: marked("the disk is full"),
  EDQUOT: marked("the disk has no more room for this user"),
  EFBIG: marked("a file may not grow that large here"),
  EROFS: marked("the file system is read-only"),
};

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}

/** Why a file could not be read or written, in words. */
export function reasonOf(error: unknown): string {
  const code = codeOf(error);
  const known = code && reasons[code];
  if (known) return translated(known);
  return shortened(error instanceof Error ? error.message : String(error));
}
