// What a server without a file system asks of the editor, which answers with vscode.workspace.fs: the other direction of all
// other requests. Files are named by their URI. Only the server of the browser sends these; on Node it has files of its own.
import { request } from "./request";

export type FoundKind = "file" | "folder" | "other";

export interface FoundFile {
  readonly kind: FoundKind;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970; 0 if the provider does not say. */
  readonly modified: number;
}

export interface FileParams {
  readonly uri: string;
}

export interface ListedFile extends FoundFile {
  readonly name: string;
  readonly uri: string;
  /** Leads elsewhere, perhaps in a circle. */
  readonly isLink: boolean;
}

/** Why a file could not be read or written: the data of the error. */
export interface FileTrouble {
  readonly trouble: "missing" | "folder" | "forbidden" | "other";
}

/** null if there is no such file. */
export const fileStatRequest = request<FileParams, FoundFile | null>("sparseDiff/file/stat");

export const fileReadRequest = request<FileParams, Uint8Array>("sparseDiff/file/read");

/** What is directly in a folder. */
export const fileListRequest = request<FileParams, readonly ListedFile[]>("sparseDiff/file/list");

/** All of a file at once, in place of what was there. */
export const fileWriteRequest = request<FileParams & { readonly bytes: Uint8Array }, null>(
  "sparseDiff/file/write",
);

/** Refused if a file of this name could not be written. */
export const fileWritableRequest = request<FileParams, null>("sparseDiff/file/writable");

const PREFIX = "sparseDiff/file/";

/** Whether a message asks for a file, so that its bytes travel as bytes. */
export function isAboutFiles({ method }: { readonly method?: unknown }): boolean {
  return typeof method === "string" && method.startsWith(PREFIX);
}
