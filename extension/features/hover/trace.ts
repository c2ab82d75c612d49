// Trace at Cursor, and the hover's links to the other bytes of a character.

import * as vscode from "vscode";
import type { Commands } from "../../host/commands";
import { editorOf, eligibleEditor, type ReadyParts, readyFile } from "../../host/editors";
import { linkTarget } from "../../state/focus";
import { COMMANDS } from "../../state/ids";
import type { TraceHover } from "./provider";

export interface HoverCommandParts extends ReadyParts {
  readonly hover: TraceHover;
}

export function traceCommands(parts: HoverCommandParts): Commands {
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
