// Answers that people take away: as plain text beside the editor, in read-only documents of a scheme of their own, so that
// closing one does not ask to save; and as JSON on the clipboard. The words come from whoever shows one.
import * as vscode from "vscode";
import { l10n } from "../../server/protocol/words/l10n";
import { tabName } from "../state/literal";
import { mention } from "./notices";

const SCHEME = "sparse-diff-reading";
/** Of the manifest, which gives it an editor that wraps sentences, since a page is a sentence a line. */
const LANGUAGE = "sparse-diff-reading";

export function readingProvider(): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: (uri) => uri.query,
  });
}

/** @param isLate it comes while the user may be typing: it takes no focus, and no later reading takes its tab */
export async function showReading(title: string, text: string, isLate = false): Promise<void> {
  const uri = vscode.Uri.from({ scheme: SCHEME, path: `${tabName(title)}.txt`, query: text });
  const plain = await vscode.workspace.openTextDocument(uri);
  const document = await vscode.languages.setTextDocumentLanguage(plain, LANGUAGE);
  await vscode.window.showTextDocument(document, {
    viewColumn: vscode.ViewColumn.Beside,
    preserveFocus: isLate,
    preview: !isLate,
  });
}

/** @param what is copied, as it stands in 'Copied ... as JSON.' */
export async function copyJson(value: unknown, what: string): Promise<void> {
  await vscode.env.clipboard.writeText(JSON.stringify(value, null, 2));
  mention(l10n`Copied ${what} as JSON.`);
}
