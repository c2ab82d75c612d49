// The Files interface of files.ts where there is no file system: the editor is asked, which knows the files of its workspace
// and of the extension by their URI (protocol/wire/files.ts). What fails says which file and why. What a folder holds is in
// filesBelow.browser.ts.
import { type AtomicWrite, FileError, type Files } from "./files";
import { filesBelow } from "./filesBelow.browser";
import {
  type FileTrouble,
  fileReadRequest,
  fileStatRequest,
  fileWritableRequest,
  fileWriteRequest,
} from "./protocol/wire/files";
import type { Request } from "./protocol/wire/request";
import { marked, translated } from "./protocol/words/l10n";
import { shortened } from "./protocol/words/shortened";
import { sha256, startSha256 } from "./sha256.browser";

/** Sends a request to the editor. */
export type Ask = <P, R>(request: Request<P, R>, params: P) => Promise<R>;

export function editorFiles(ask: Ask): Files {
  const stat: Files["stat"] = (uri) =>
    told(uri, "read", async () => {
      const found = await ask(fileStatRequest, { uri });
      return found ? { ...found, identity: uri } : undefined;
    });
  const readAll = (uri: string) => told(uri, "read", () => ask(fileReadRequest, { uri }));
  const write = (uri: string, bytes: Uint8Array) =>
    told(uri, "write", async () => void (await ask(fileWriteRequest, { uri, bytes })));
  return {
    async read(uri, check, allocate) {
      const found = check && (await stat(uri));
      // Some providers do not know a size before they read.
      if (found && found.size > 0) check?.(found.size);
      const bytes = await readAll(uri);
      if (found?.size !== bytes.length) check?.(bytes.length);
      if (!allocate) return bytes;
      const room = allocate(bytes.length);
      room.set(bytes);
      return room;
    },
    readHead: async (uri, bytes) => (await readAll(uri)).slice(0, bytes),
    async *readPieces(uri) {
      yield await readAll(uri);
    },
    stat,
    below: (folder, skips, token) =>
      told(folder, "read", () => filesBelow(ask, folder, skips, token)),
    // The editor gives the whole content to the provider in one call: there is nothing unfinished that could be left.
    writeAtomic: write,
    startAtomic: async (uri) => gathering((bytes) => write(uri, bytes)),
    goalOf: async (uri) => uri,
    checkWritable: (uri) =>
      told(uri, "write", async () => void (await ask(fileWritableRequest, { uri }))),
    discardUnfinished() {},
    async sweep() {},
    sha256,
    startSha256,
    addressOf: (uri) => (uri.startsWith("untitled:") ? undefined : uri),
    isAddress: (uri) => /^[a-z][a-z0-9+.-]+:\//i.test(uri),
    beside: (uri, name) => uri.replace(/[^/]*$/, encodeURIComponent(name)),
    nameOf: (uri) => decodeURIComponent(uri.split("/").at(-1) ?? uri),
  };
}

/** Holds what is written until it is whole. */
function gathering(write: (bytes: Uint8Array) => Promise<void>): AtomicWrite {
  let pieces: Uint8Array[] = [];
  return {
    async write(bytes) {
      pieces.push(bytes.slice());
    },
    async finish() {
      const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
      let at = 0;
      for (const piece of pieces) {
        all.set(piece, at);
        at += piece.length;
      }
      await write(all);
    },
    async discard() {
      pieces = [];
    },
  };
}

/** Runs `work` and turns any error into a FileError that names the file. */
async function told<T>(uri: string, action: "read" | "write", work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { trouble } = ((error as { data?: unknown }).data ?? {}) as Partial<FileTrouble>;
    const cause = trouble === "missing" ? { code: "ENOENT" } : error;
    throw new FileError(uri, action, reasonOf(error, trouble), { cause });
  }
}

const reasons: Readonly<Record<Exclude<FileTrouble["trouble"], "other">, string>> = {
  missing: marked("no such file or folder"),
  folder: marked("it is a folder"),
  forbidden: marked("permission denied"),
};

function reasonOf(error: unknown, trouble: FileTrouble["trouble"] = "other"): string {
  if (trouble !== "other") return translated(reasons[trouble]);
  return shortened(error instanceof Error ? error.message : String(error)).replace(/\.$/, "");
}
