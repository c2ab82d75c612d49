// How a file is named to the server and remembered: by its path where it is on this machine, else by its URI. So what desktop
// users have stored stays valid, and a browser, whose files are the editor's, has URIs only. The one place that knows both.
import * as vscode from "vscode";
import { addressOf, modelAddress } from "../../server/protocol/wire/modelAddress";

let inBrowser = false;

/** Called once in a browser: there even a file: address is the editor's own. */
export function useUris(): void {
  inBrowser = true;
}

/** Whether the server can read it. */
export function isReachable({ scheme }: vscode.Uri): boolean {
  return inBrowser ? scheme !== "untitled" : scheme === "file";
}

export function fileAddress(uri: vscode.Uri): string {
  return uri.scheme === "file" && !inBrowser ? uri.fsPath : uri.toString();
}

/** The same for people. */
export function shownAddress(uri: vscode.Uri): string {
  return uri.scheme === "file" && !inBrowser ? uri.fsPath : uri.toString(true);
}

/** The file of an address, whichever net of it is meant. */
export function fileUri(address: string): vscode.Uri {
  const { file } = modelAddress(address);
  return isUri(file) ? vscode.Uri.parse(file) : vscode.Uri.file(file);
}

/** The last part, for people; with the net that is meant. */
export function fileName(address: string): string {
  const { prefix } = modelAddress(address);
  const name = lastPart(fileUri(address));
  return prefix === undefined ? name : addressOf(name, prefix);
}

export function lastPart({ path }: vscode.Uri): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The folder that a file is in. */
export function folderOf(address: string): vscode.Uri {
  return vscode.Uri.joinPath(fileUri(address), "..");
}

/** The address without `.` and `..`, so that equal files have equal ones. */
export function normalised(address: string): string {
  const { prefix } = modelAddress(address);
  const file = fileAddress(vscode.Uri.joinPath(fileUri(address), "."));
  return prefix === undefined ? file : addressOf(file, prefix);
}

/** A path from the settings, which may be relative to a folder of the workspace; there an absolute one stays in its scheme. */
export function resolved(folder: vscode.Uri | undefined, path: string): string {
  if (isUri(path)) return path;
  if (isAbsolute(path)) return folder && inBrowser ? fileAddress(folder.with({ path })) : path;
  return folder ? fileAddress(vscode.Uri.joinPath(folder, path)) : path;
}

/** A drive's letter is no scheme. */
function isUri(address: string): boolean {
  return /^[a-z][a-z0-9+.-]+:\//i.test(address);
}

function isAbsolute(path: string): boolean {
  return /^([\\/]|[a-z]:[\\/])/i.test(path);
}
