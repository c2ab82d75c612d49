// Trace at Cursor, the hover's links to the other bytes of a character, and two ways to take the whole answer away: Read
// Attribution at Cursor (plain text, for a screen reader) and Copy Trace as JSON (the command line's names). The latter
// two send a new request, so that they use the current text.

import * as vscode from "vscode";
import type { EditorTrace } from "../../../server/protocol/wire/messages";
import type { Causes } from "../../host/causes";
import type { Commands } from "../../host/commands";
import type { Config } from "../../host/config";
import { editorOf, eligibleEditor } from "../../host/editors";
import { mention, withProgress } from "../../host/notices";
import { type ReadyParts, readyFile } from "../../host/switchedOn";
import type { Traces } from "../../host/traces";
import { CannotRun } from "../../state/cannotRun";
import { type Focus, focusAt, type LinkTarget, linkTarget, placeOf } from "../../state/focus";
import { COMMANDS } from "../../state/ids";
import { unknownBits } from "../../state/phases";
import { thresholdOf } from "../../state/settings";
import { targetName } from "../../state/traceWords";
import type { TraceHover } from "./provider";
import { readingText } from "./readingText";

export interface HoverCommandParts extends ReadyParts {
  readonly hover: TraceHover;
  readonly traces: Traces;
  readonly causes: Causes;
  readonly config: Config;
}

export function hoverCommands(parts: HoverCommandParts): Commands {
  return {
    [COMMANDS.traceAtCursor]: async () => {
      const { document } = eligibleEditor();
      await readyFile(parts, document);
      await showHover();
    },
    [COMMANDS.explainByte]: async (argument) => {
      const link = linkTarget(argument);
      if (!link) return;
      await goTo(editorOf(link), link);
      parts.hover.chooseByte(link.uri, link);
      await showHover();
    },
    [COMMANDS.causalCheck]: (argument) => causalCheck(parts, linkTarget(argument)),
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

/** Looks for what the prediction at a link or at the caret rests on, whatever the model's size, and shows the hover there. */
async function causalCheck(parts: HoverCommandParts, link: LinkTarget | undefined): Promise<void> {
  const editor = editorOf(link);
  const { document } = editor;
  await readyFile(parts, document);
  const focus = link ?? focusAt(document, editor.selection.active);
  const answer = await withProgress("Looking for what the prediction rests on", (_, token) =>
    parts.causes.find("command", document, focus, token),
  );
  if (!answer) return;
  answered(answer);
  if (link) await goTo(editor, link);
  if (link) parts.hover.chooseByte(link.uri, link);
  await showHover();
}

async function goTo(editor: vscode.TextEditor, { utf16 }: Focus): Promise<void> {
  const at = editor.document.positionAt(utf16);
  await vscode.window.showTextDocument(editor.document, {
    viewColumn: editor.viewColumn ?? vscode.ViewColumn.Active,
    selection: new vscode.Range(at, at),
  });
}

/** At the caret, whether run by key or from the palette; the text keeps the focus. */
async function showHover(): Promise<void> {
  await vscode.commands.executeCommand("editor.action.showHover", { focus: "noAutoFocus" });
}

/** Readings are read-only documents with this scheme, so closing one does not ask to save. */
export const READING_SCHEME = "sparse-diff-reading";

export function readingProvider(): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(READING_SCHEME, {
    provideTextDocumentContent: (uri) => uri.query,
  });
}

async function askNow(
  parts: HoverCommandParts,
  link: LinkTarget | undefined,
): Promise<EditorTrace> {
  const { document, selection } = editorOf(link);
  await readyFile(parts, document);
  const focus: Focus = link ?? focusAt(document, selection.active);
  const answer = await parts.traces.ask("command", {
    document,
    place: placeOf(document, focus),
    // The display threshold is sent here too, because it marks elements of the JSON.
    settings: { ...parts.config.traceSettings(), threshold: thresholdOf(parts.config.settings) },
  });
  if (!answer) throw new CannotRun("The text changed while it was traced; try again.");
  return answered(answer);
}

type Unanswered =
  | { readonly kind: "noPast" }
  | { readonly kind: "failed"; readonly sentence: string }
  | { readonly kind: "pending"; readonly percent: number };

/** The answer, if it is one; else says why there is none. */
function answered<A extends { readonly kind: string }>(answer: A): Exclude<A, Unanswered> {
  const unanswered = answer as Unanswered | { readonly kind: "answered" };
  switch (unanswered.kind) {
    case "noPast":
      throw new CannotRun("The first byte has no past: nothing predicts it.");
    case "failed":
      throw new CannotRun(unanswered.sentence);
    case "pending": {
      const percent = Math.floor(unanswered.percent);
      throw new CannotRun(`Reading the file: ${percent} %. Try again in a moment.`);
    }
    default:
      return answer as Exclude<A, Unanswered>;
  }
}
