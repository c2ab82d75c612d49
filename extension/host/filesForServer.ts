// Answers a server that has no file system (server/protocol/wire/files.ts) with the editor's files, whatever provides them. The
// extension's own may be on a web server, which does not say whether there is a file before it is read.
import * as vscode from "vscode";
import { ResponseError } from "vscode-jsonrpc";
import {
  type FileParams,
  type FileTrouble,
  type FoundFile,
  fileListRequest,
  fileReadRequest,
  fileStatRequest,
  fileWritableRequest,
  fileWriteRequest,
  type ListedFile,
} from "../../server/protocol/wire/files";
import type { Request } from "../../server/protocol/wire/request";
import { l10n } from "../../server/protocol/words/l10n";
import type { Answering } from "./serverLink";

const { FileType } = vscode;
/** The code of errors that are no fault of the protocol. */
const FAILED = -32803;

export function answerFiles(client: Answering, extension: vscode.Uri): void {
  const { fs } = vscode.workspace;
  const answer = <P extends FileParams, R>(
    { method }: Request<P, R>,
    work: (uri: vscode.Uri, params: P) => Promise<R>,
  ) =>
    client.onRequest(method, async (params: P) => {
      try {
        return await work(vscode.Uri.parse(params.uri), params);
      } catch (error) {
        return new ResponseError(FAILED, wordsOf(error), { trouble: troubleOf(error) });
      }
    });
  const own = new Map<string, Promise<FoundFile | null>>();
  answer(fileStatRequest, (uri) => {
    if (!isWithin(uri, extension) || !/^https?$/.test(uri.scheme)) return found(uri);
    const key = uri.toString();
    const known = own.get(key) ?? foundByReading(uri);
    own.set(key, known); // what ships with the extension stays as it is
    return known;
  });
  answer(fileReadRequest, async (uri) => fs.readFile(uri));
  answer(fileListRequest, async (uri) => {
    const files: ListedFile[] = [];
    for (const [name, type] of await fs.readDirectory(uri)) {
      const at = vscode.Uri.joinPath(uri, name);
      const isLink = (type & FileType.SymbolicLink) !== 0;
      const isFile = type === FileType.File;
      const { size, mtime: modified } = isFile ? await fs.stat(at) : { size: 0, mtime: 0 };
      files.push({ name, uri: at.toString(), kind: kindOf(type), size, modified, isLink });
    }
    return files;
  });
  answer(fileWriteRequest, async (uri, { bytes }) => {
    await fs.writeFile(uri, bytes);
    return null;
  });
  answer(fileWritableRequest, async (uri) => {
    if (fs.isWritableFileSystem(uri.scheme) === false)
      throw vscode.FileSystemError.NoPermissions(l10n`${uri.scheme} is read-only`);
    if ((await found(uri))?.kind === "folder") throw vscode.FileSystemError.FileIsADirectory(uri);
    await fs.stat(vscode.Uri.joinPath(uri, ".."));
    return null;
  });
}

async function found(uri: vscode.Uri): Promise<FoundFile | null> {
  try {
    const { type, size, mtime: modified } = await vscode.workspace.fs.stat(uri);
    return { kind: kindOf(type), size, modified };
  } catch (error) {
    if (troubleOf(error) === "missing") return null;
    throw error;
  }
}

async function foundByReading(uri: vscode.Uri): Promise<FoundFile | null> {
  try {
    const { length: size } = await vscode.workspace.fs.readFile(uri);
    return { kind: "file", size, modified: 0 };
  } catch {
    return null;
  }
}

function isWithin(uri: vscode.Uri, folder: vscode.Uri): boolean {
  const { scheme, authority, path } = folder;
  const isThere = uri.scheme === scheme && uri.authority === authority;
  return isThere && uri.path.startsWith(path.endsWith("/") ? path : `${path}/`);
}

function kindOf(type: vscode.FileType): FoundFile["kind"] {
  if (type & FileType.File) return "file";
  return type & FileType.Directory ? "folder" : "other";
}

function troubleOf(error: unknown): FileTrouble["trouble"] {
  if (!(error instanceof vscode.FileSystemError)) return "other";
  switch (error.code) {
    case "FileNotFound":
    case "FileNotADirectory":
      return "missing";
    case "FileIsADirectory":
      return "folder";
    case "NoPermissions":
      return "forbidden";
    default:
      return "other";
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
