// Turns what is in the editor into the source that the server trains on. The text itself is sent only if the server
// does not have the document open.
import path from "node:path";
import type * as vscode from "vscode";
import type { TextSource } from "../../server/protocol/wire/training";
import type { OpenFiles } from "../client/openFiles";

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

export function nameOf(document: vscode.TextDocument): string {
  return path.basename(document.uri.path);
}

function plain({ line, character }: vscode.Position) {
  return { line, character };
}
