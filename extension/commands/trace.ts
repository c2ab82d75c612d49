// Trace at Cursor, and the hover's links to the other bytes of a character.
import * as vscode from "vscode";
import { COMMANDS } from "../ids";
import {
  type CommandParts,
  type Commands,
  editorOf,
  eligibleEditor,
  linkTarget,
  readyFile,
} from "./parts";

export function traceCommands(parts: CommandParts): Commands {
  return {
    [COMMANDS.traceAtCursor]: async () => {
      const { document } = eligibleEditor();
      await readyFile(parts, document);
      await showHover();
    },
    [COMMANDS.explainByte]: async (argument) => {
      const link = linkTarget(argument);
      if (!link) return;
      const editor = editorOf(link);
      const at = editor.document.positionAt(link.utf16);
      await vscode.window.showTextDocument(editor.document, {
        viewColumn: editor.viewColumn ?? vscode.ViewColumn.Active,
        selection: new vscode.Range(at, at),
      });
      parts.hover.chooseByte(link.uri, link);
      await showHover();
    },
  };
}

/** At the caret, whether run by key or from the palette; the text keeps the focus. */
async function showHover(): Promise<void> {
  await vscode.commands.executeCommand("editor.action.showHover", { focus: "noAutoFocus" });
}
