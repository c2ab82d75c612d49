// Read Attribution at Cursor (the whole answer as plain text, for a screen reader) and Copy Trace as JSON (the command
// line's names). Both send a new request, so that they use the current text.
import * as vscode from "vscode";
import type { EditorTrace } from "../../server/protocol/wire/messages";
import { type Focus, focusAt, placeOf } from "../decorations/focus";
import type { LinkTarget } from "../hover/content";
import { COMMANDS } from "../ids";
import { mention } from "../notices";
import { thresholdOf } from "../settings";
import { unknownBits } from "../status/words";
import { targetName } from "../targets";
import {
  CannotRun,
  type CommandParts,
  type Commands,
  editorOf,
  linkTarget,
  readyFile,
} from "./parts";
import { readingText } from "./readingText";

/** Readings are read-only documents with this scheme, so closing one does not ask to save. */
export const READING_SCHEME = "sparse-diff-reading";

export function readingCommands(parts: CommandParts): Commands {
  return {
    [COMMANDS.readAtCursor]: async (argument) => {
      const result = await askNow(parts, linkTarget(argument));
      const editor = editorOf(linkTarget(argument));
      const unknown = unknownBits(parts.files.get(editor.document)?.status ?? null);
      const text = readingText(result, thresholdOf(parts.config.settings), unknown);
      const uri = vscode.Uri.from({
        scheme: READING_SCHEME,
        path: `Attribution at byte ${result.trace.position + 1}.txt`,
        query: text,
      });
      const document = await vscode.workspace.openTextDocument(uri);
      await vscode.window.showTextDocument(document, vscode.ViewColumn.Beside);
    },
    [COMMANDS.copyTrace]: async (argument) => {
      const result = await askNow(parts, linkTarget(argument));
      await vscode.env.clipboard.writeText(JSON.stringify(result.trace, null, 2));
      const words = `Copied the trace of ${targetName(result)} as JSON.`;
      mention(words);
    },
  };
}

export function readingProvider(): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(READING_SCHEME, {
    provideTextDocumentContent: (uri) => uri.query,
  });
}

async function askNow(parts: CommandParts, link: LinkTarget | undefined): Promise<EditorTrace> {
  const { document, selection } = editorOf(link);
  await readyFile(parts, document);
  const focus: Focus = link ?? focusAt(document, selection.active);
  const answer = await parts.traces.ask("command", {
    document,
    place: placeOf(document, focus),
    explains: "of",
    // The display threshold is sent here too, because it marks elements of the JSON.
    settings: { ...parts.config.traceSettings(), threshold: thresholdOf(parts.config.settings) },
  });
  if (!answer) throw new CannotRun("The text changed while it was traced; try again.");
  if (answer.kind === "noPast")
    throw new CannotRun("The first byte has no past: nothing predicts it.");
  if (answer.kind === "failed") throw new CannotRun(answer.sentence);
  if (answer.kind === "pending") {
    throw new CannotRun(
      `Reading the file: ${Math.floor(answer.percent)} %. Try again in a moment.`,
    );
  }
  return answer;
}
