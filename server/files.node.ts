// Files on Node: node:fs and node:crypto behind the interface of files.ts, and nothing else.
import { createHash, type Hash, randomBytes } from "node:crypto";
import { unlinkSync } from "node:fs";
import { open, readdir, readFile, realpath, rename, stat, unlink } from "node:fs/promises";
import { basename, dirname, join, relative, sep } from "node:path";
import { FileError, type Files, type RunningSha256 } from "./files";
import { shortened } from "./rnn/shortened";

export function nodeFiles(): Files {
  const unfinished = new Set<string>();
  return {
    async read(path) {
      try {
        return await readFile(path);
      } catch (error) {
        throw new FileError(path, "read", reasonOf(error), { cause: error });
      }
    },
    async readHead(path, bytes) {
      try {
        return await readHead(path, bytes);
      } catch (error) {
        throw new FileError(path, "read", reasonOf(error), { cause: error });
      }
    },
    async stat(path) {
      try {
        const found = await stat(path);
        const kind = found.isFile() ? "file" : found.isDirectory() ? "folder" : "other";
        const identity = `${found.dev}:${found.ino}`;
        return { size: found.size, modified: found.mtimeMs, kind, identity };
      } catch (error) {
        if (codeOf(error) === "ENOENT") return undefined;
        throw new FileError(path, "read", reasonOf(error), { cause: error });
      }
    },
    async list(folder) {
      try {
        const entries = await readdir(folder, { recursive: true, withFileTypes: true });
        return entries
          .filter((entry) => entry.isFile())
          .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
          .map((name) => name.split(sep).join("/"))
          .sort();
      } catch (error) {
        throw new FileError(folder, "read", reasonOf(error), { cause: error });
      }
    },
    async writeAtomic(path, bytes) {
      try {
        await writeAtomic(path, bytes, unfinished);
      } catch (error) {
        throw new FileError(path, "write", reasonOf(error), { cause: error });
      }
    },
    async checkWritable(path) {
      try {
        if ((await stat(path).catch(() => undefined))?.isDirectory())
          throw Object.assign(new Error(), { code: "EISDIR" });
        const name = temporaryName(path);
        await (await open(name, "wx")).close();
        await unlink(name);
      } catch (error) {
        throw new FileError(path, "write", reasonOf(error), { cause: error });
      }
    },
    discardUnfinished() {
      for (const name of unfinished) {
        try {
          unlinkSync(name);
        } catch (error) {
          if (codeOf(error) !== "ENOENT") throw new FileError(name, "write", reasonOf(error));
        }
      }
      unfinished.clear();
    },
    sha256: (bytes) => createHash("sha256").update(bytes).digest("hex"),
    startSha256: () => running(createHash("sha256")),
  };
}

async function readHead(path: string, bytes: number): Promise<Uint8Array> {
  const file = await open(path, "r");
  try {
    const head = new Uint8Array(bytes);
    const { bytesRead } = await file.read(head, 0, bytes, 0);
    return head.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function writeAtomic(
  path: string,
  bytes: Uint8Array,
  unfinished: Set<string>,
): Promise<void> {
  const existing = await stat(path).catch(() => undefined);
  if (existing && !existing.isFile()) throw new NotAFile(existing.isDirectory());
  // Through a symbolic link the file it names is replaced, not the link.
  const goal = existing ? await realpath(path) : path;
  const name = temporaryName(goal);
  unfinished.add(name);
  try {
    const file = await open(name, "wx", existing ? existing.mode & 0o777 : 0o666);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(name, goal);
  } catch (error) {
    await unlink(name).catch(() => undefined);
    throw error;
  } finally {
    unfinished.delete(name);
  }
}

function temporaryName(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomBytes(6).toString("hex")}.tmp`);
}

function running(hash: Hash): RunningSha256 {
  return {
    update: (bytes) => void hash.update(bytes),
    copy: () => running(hash.copy()),
    digest: () => hash.digest("hex"),
  };
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "no such file or folder",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EISDIR: "it is a folder",
  ENOTDIR: "a part of its path is not a folder",
  ENOSPC: "the disk is full",
  EROFS: "the file system is read-only",
  ENAMETOOLONG: "its name is too long",
};

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}

/** What stands at the path is nothing that could be replaced by a file. */
class NotAFile extends Error {
  constructor(folder: boolean) {
    super(folder ? "it is a folder" : "it is not a regular file");
  }
}

function reasonOf(error: unknown): string {
  const code = codeOf(error);
  return (
    (code && reasons[code]) ?? shortened(error instanceof Error ? error.message : String(error))
  );
}
