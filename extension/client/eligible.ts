// Which documents can be explained: files and untitled texts in a plain text editor. Diff editors, output, search
// results, notebooks and other panes are left alone.
import * as vscode from "vscode";

export const SCHEMES = ["file", "untitled", "vscode-remote", "vscode-vfs"] as const;

export function isEligible(document: vscode.TextDocument): boolean {
  const { uri, languageId } = document;
  return (SCHEMES as readonly string[]).includes(uri.scheme) && languageId !== "search-result";
}

/** A diff editor shows the same documents but must not be painted. */
export function isInDiffEditor(editor: vscode.TextEditor): boolean {
  const tab = vscode.window.tabGroups.all.find((group) => group.viewColumn === editor.viewColumn);
  if (editor.viewColumn === undefined) return true; // embedded: one side of a diff, a peek, an input
  return tab?.activeTab?.input instanceof vscode.TabInputTextDiff;
}
