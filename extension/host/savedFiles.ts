// Files that a command writes: where a person may put one, how it replaces an older one, how it is shown. What is in it is up
// to the features.
import * as vscode from "vscode";
import { l10n } from "../../server/protocol/words/l10n";
import { CannotRun } from "../state/cannotRun";
import { fileAddress, isReachable, shownAddress } from "./fileAddress";
import { inform } from "./notices";

/**
 * Asks where to, and replaces that file whole.
 * @param name what the file is called at first
 * @param content made when a place is chosen
 * @returns the path; undefined if the user chose none. @throws CannotRun if it cannot be written
 */
export async function saveAs(
  name: string,
  filters: Readonly<Record<string, string[]>>,
  content: () => Promise<string>,
): Promise<string | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const file = name.replaceAll(/[\\/:*?"<>|\s]+/g, " ").trim();
  const to = await vscode.window.showSaveDialog({
    filters,
    ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, file) } : {}),
  });
  if (!to) return undefined;
  const bytes = new TextEncoder().encode(await content());
  const { fs } = vscode.workspace;
  // Written beside it first, so that a failure leaves the former file.
  const beside = to.with({
    path: to.path.replace(/[^/]*$/, (name) => `.${name}.tmp`),
  });
  try {
    await fs.writeFile(beside, bytes);
    await fs.rename(beside, to, { overwrite: true });
  } catch (error) {
    await Promise.resolve(fs.delete(beside)).catch(() => undefined);
    throw new CannotRun(error instanceof Error ? error.message : String(error));
  }
  return shownAddress(to);
}

/** In the system's file manager. @param words said where that is on another machine */
export async function revealFile(uri: vscode.Uri, words: string): Promise<void> {
  if (vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined) {
    await vscode.commands.executeCommand("revealFileInOS", uri);
    return;
  }
  // A remote machine's folder cannot be opened in this machine's file manager.
  const copy = l10n`Copy Path`;
  if ((await inform(words, copy)) === copy) await vscode.env.clipboard.writeText(fileAddress(uri));
}

/** Says what was written, with buttons to look at it. */
export async function tellSaved(uri: vscode.Uri, words: string): Promise<void> {
  const [open, reveal] = [l10n`Open`, l10n`Reveal`];
  const answer = await inform(words, open, reveal);
  if (answer === open) await vscode.window.showTextDocument(uri, { preview: false });
  else if (answer === reveal) await revealFile(uri, l10n`The file is at ${shownAddress(uri)}`);
}

/** Beside the text, or where there is room for a file. @param home the user's folder, on a machine that has one */
export function besideText(
  { uri }: vscode.TextDocument,
  name: string,
  home: vscode.Uri | undefined,
): vscode.Uri | undefined {
  if (isWritable(uri)) return vscode.Uri.joinPath(uri, "..", name);
  const folder = [vscode.workspace.workspaceFolders?.[0]?.uri, home].find(
    (at) => at && isWritable(at),
  );
  return folder && vscode.Uri.joinPath(folder, name);
}

function isWritable(uri: vscode.Uri): boolean {
  return isReachable(uri) && vscode.workspace.fs.isWritableFileSystem(uri.scheme) !== false;
}
