// Which documents can be explained, which editor a command is about, and where the server finds a document's text.
import * as vscode from "vscode";
import type { Span } from "../../server/protocol/wire/messages";
import type { TextSource } from "../../server/protocol/wire/training";
import { l10n } from "../../server/protocol/words/l10n";
import { CannotRun, OPEN_FILE } from "../state/cannotRun";
import type { LinkTarget } from "../state/links";
import { lastPart } from "./fileAddress";
import type { OpenFiles } from "./openFiles";

/** In a browser the bundled sample is of http or https. */
export const SCHEMES = [
  ...["file", "untitled", "vscode-remote", "vscode-vfs", "vscode-test-web"],
  ...["http", "https"],
];

/**
 * Files and untitled texts in a plain text editor. Diff editors, output, search results, notebooks and other panes are
 * left alone.
 */
export function isEligible(document: vscode.TextDocument): boolean {
  const { uri, languageId } = document;
  return SCHEMES.includes(uri.scheme) && languageId !== "search-result";
}

/** A diff editor shows the same documents but must not be painted. */
export function isInDiffEditor(editor: vscode.TextEditor): boolean {
  const tab = vscode.window.tabGroups.all.find((group) => group.viewColumn === editor.viewColumn);
  if (editor.viewColumn === undefined) return true; // embedded: one side of a diff, a peek, an input
  return tab?.activeTab?.input instanceof vscode.TabInputTextDiff;
}

export function eligibleEditor(): vscode.TextEditor {
  const editor = vscode.window.activeTextEditor;
  if (!editor) throw new CannotRun(l10n`No text editor is active: open a file first.`, OPEN_FILE);
  if (isEligible(editor.document)) return editor;
  throw new CannotRun(l10n`Only files and untitled texts can be explained, not this pane.`);
}

export function editorOf(link: LinkTarget | undefined): vscode.TextEditor {
  if (!link) return eligibleEditor();
  const editor = vscode.window.visibleTextEditors.find(
    (e) => e.document.uri.toString() === link.uri,
  );
  if (!editor) throw new CannotRun(l10n`The text this link belongs to is no longer on the screen.`);
  return editor;
}

/** Moves the caret there and the focus to the text. */
export async function goTo({ document, viewColumn }: vscode.TextEditor, utf16: number) {
  const at = document.positionAt(utf16);
  await vscode.window.showTextDocument(document, {
    viewColumn: viewColumn ?? vscode.ViewColumn.Active,
    selection: new vscode.Range(at, at),
  });
}

/** The text itself is sent only if the server does not have the document open. */
export function documentSource(
  files: OpenFiles,
  document: vscode.TextDocument,
  range?: vscode.Range,
): TextSource {
  const isOpen = files.get(document) !== undefined;
  return {
    kind: "document",
    uri: document.uri.toString(),
    ...(isOpen ? {} : { text: document.getText() }),
    ...(range ? { range: { start: plain(range.start), end: plain(range.end) } } : {}),
  };
}

/** The text of a span. */
export function textIn(document: vscode.TextDocument, span: Span): string {
  return document.getText(rangeIn(document, span));
}

export function rangeIn(document: vscode.TextDocument, { utf16Start, utf16End }: Span) {
  return new vscode.Range(document.positionAt(utf16Start), document.positionAt(utf16End));
}

export function nameOf(document: vscode.TextDocument): string {
  return lastPart(document.uri);
}

function plain({ line, character }: vscode.Position) {
  return { line, character };
}
