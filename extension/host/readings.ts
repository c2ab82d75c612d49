// Answers that people take away: as a plain text document that is read beside the file and asks for no saving, and as
// JSON on the clipboard. What they say is written by the features.
import * as vscode from "vscode";
import { mention } from "./notices";

const SCHEME = "sparse-diff-reading";

export function readingProvider(): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: (uri) => uri.query,
  });
}

export async function openReading(title: string, text: string): Promise<void> {
  const uri = vscode.Uri.from({ scheme: SCHEME, path: `${title}.txt`, query: text });
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document, vscode.ViewColumn.Beside);
}

/** @param what is copied, as it stands in 'Copied ... as JSON.' */
export async function copyJson(value: unknown, what: string): Promise<void> {
  await vscode.env.clipboard.writeText(JSON.stringify(value, null, 2));
  mention(`Copied ${what} as JSON.`);
}
