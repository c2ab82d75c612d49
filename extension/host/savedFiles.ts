// Files that a command has written: where a person may put one, and how it is shown. What is in it is up to the features.
import os from "node:os";
import path from "node:path";
import * as vscode from "vscode";
import { inform } from "./notices";

/** In the system's file manager. @param words said where that is on another machine */
export async function revealFile(uri: vscode.Uri, words: string): Promise<void> {
  if (vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined) {
    await vscode.commands.executeCommand("revealFileInOS", uri);
    return;
  }
  // A remote machine's folder cannot be opened in this machine's file manager.
  const copy = "Copy Path";
  if ((await inform(words, copy)) === copy) await vscode.env.clipboard.writeText(uri.fsPath);
}

/** Says what was written, with buttons to look at it. */
export async function tellSaved(uri: vscode.Uri, words: string): Promise<void> {
  const [open, reveal] = ["Open", "Reveal"];
  const answer = await inform(words, open, reveal);
  if (answer === open) await vscode.window.showTextDocument(uri, { preview: false });
  else if (answer === reveal) await revealFile(uri, `The file is at ${uri.fsPath}`);
}

/** Beside the text, or where there is room for a file. */
export function besideText({ uri }: vscode.TextDocument, name: string): vscode.Uri {
  if (uri.scheme === "file") return vscode.Uri.joinPath(uri, "..", name);
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const isHere = folder?.scheme === "file";
  return isHere
    ? vscode.Uri.joinPath(folder, name)
    : vscode.Uri.file(path.join(os.homedir(), name));
}
