// Save As: asks where to, and replaces that file whole. The words that are saved come from whoever asks.
import path from "node:path";
import * as vscode from "vscode";
import { CannotRun } from "../state/cannotRun";

/**
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
    path: `${path.posix.dirname(to.path)}/.${path.posix.basename(to.path)}.tmp`,
  });
  try {
    await fs.writeFile(beside, bytes);
    await fs.rename(beside, to, { overwrite: true });
  } catch (error) {
    await Promise.resolve(fs.delete(beside)).catch(() => undefined);
    throw new CannotRun(error instanceof Error ? error.message : String(error));
  }
  return to.fsPath;
}
