// Write On from the Caret, most likely or sampled, and what becomes of it: written further or drawn again at the same
// place, inserted when asked, hidden by Escape, an edit, a moved caret, another editor, another model. ghost.ts shows it.
import * as vscode from "vscode";
import {
  type ContinuationMode,
  FIRST_SEED,
  MOST_WRITTEN,
  TEMPERATURE,
  WRITTEN,
} from "../../../server/protocol/vocabulary/continuation";
import { continueRequest } from "../../../server/protocol/wire/continuation";
import { l10n } from "../../../server/protocol/words/l10n";
import { askFor } from "../../host/asking";
import type { Commands } from "../../host/commands";
import { eligibleEditor } from "../../host/editors";
import { mention, warn } from "../../host/notices";
import { type ReadyParts, readyFile } from "../../host/switchedOn";
import { answered, CannotRun } from "../../state/cannotRun";
import { COMMANDS } from "../../state/ids";
import { Disposables } from "../../state/lifetime";
import {
  bytesShown,
  fitting,
  type Ghost,
  ghostWords,
  insertable,
  type WritingOn,
} from "../../state/writingOn";

export interface WriteOnParts extends ReadyParts {
  readonly writingOn: WritingOn;
}

export function writeOnCommands(parts: WriteOnParts): Commands {
  return {
    [COMMANDS.writeOn]: () => writeOn(parts, "likeliest"),
    [COMMANDS.writeOnSampled]: () => writeOn(parts, "sample"),
    [COMMANDS.acceptContinuation]: () => accept(parts.writingOn),
    [COMMANDS.dismissContinuation]: () => parts.writingOn.hide(),
  };
}

/** Hides the ghost as soon as it no longer follows from what is on the screen. */
export function hiding({ writingOn, files }: WriteOnParts): vscode.Disposable {
  const all = new Disposables();
  let shownWith: unknown;
  /** A phase is made anew for every note about the file; its model is not. */
  const model = ({ document }: Ghost) => {
    const phase = files.get(document)?.phase;
    return phase?.kind === "ready" ? phase.model : undefined;
  };
  all.add(
    writingOn.onDidChange(() => {
      shownWith = writingOn.current && model(writingOn.current);
    }),
  );
  all.add(
    files.onDidChange(() => {
      const { current } = writingOn;
      if (current && model(current) !== shownWith) writingOn.hide();
    }),
  );
  all.add(
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (writingOn.current?.document === document && contentChanges.length > 0) writingOn.hide();
    }),
  );
  all.add(
    vscode.window.onDidChangeTextEditorSelection(({ textEditor: { document, selection } }) => {
      const ghost = writingOn.of(document);
      if (ghost && document.offsetAt(selection.active) !== ghost.utf16) writingOn.hide();
    }),
  );
  all.add(
    vscode.window.onDidChangeActiveTextEditor((editor) => {
      if (editor && !writingOn.of(editor.document)) writingOn.hide();
    }),
  );
  return all;
}

async function writeOn(parts: WriteOnParts, kind: ContinuationMode["kind"]): Promise<void> {
  const { writingOn, server } = parts;
  const { document, selection } = eligibleEditor();
  const room = await roomForHints(document);
  if (room === undefined) return;
  await readyFile(parts, document);
  const utf16 = document.offsetAt(selection.active);
  const { version } = document;
  const shown = writingOn.of(document);
  const again = shown?.utf16 === utf16 && shown.mode.kind === kind ? shown : undefined;
  if (again && kind === "likeliest") refuseMore(again);
  const mode = modeFor(kind, again);
  const count = Math.min(MOST_WRITTEN, countFor(kind, again));
  const { line, character } = selection.active;
  const place = { line, character };
  const uri = document.uri.toString();
  const asked = { uri, version, place, count, mode };
  const result = await askFor(server, continueRequest, asked);
  if (!result) return;
  if (result.kind === "noPast")
    throw new CannotRun(
      l10n`Nothing stands before the caret, so the net has nothing to write on from.`,
    );
  const continuation = answered(result);
  const editor = vscode.window.activeTextEditor;
  const isHere =
    editor?.document === document && document.offsetAt(editor.selection.active) === utf16;
  if (!isHere || document.version !== version) return;
  const characters = fitting(continuation.characters, room);
  const ghost = { key: nextKey(), document, utf16, mode, continuation, characters };
  writingOn.show(ghost);
  mention(l10n`${ghostWords(ghost)} Escape hides them.`);
}

function modeFor(kind: ContinuationMode["kind"], again: Ghost | undefined): ContinuationMode {
  if (kind === "likeliest") return { kind };
  const seed = again?.mode.kind === "sample" ? again.mode.seed + 1 : FIRST_SEED;
  return { kind, seed, temperature: TEMPERATURE.fallback };
}

function countFor(kind: ContinuationMode["kind"], again: Ghost | undefined): number {
  return kind === "likeliest" && again ? bytesShown(again) + WRITTEN : WRITTEN;
}

function refuseMore(ghost: Ghost): void {
  const { bytes } = ghost.continuation;
  if (bytesShown(ghost) < bytes.length)
    throw new CannotRun(
      l10n`The editor has no room for more: it cuts hints off after editor.inlayHints.maximumLength characters of a line.`,
    );
  if (bytes.length >= MOST_WRITTEN)
    throw new CannotRun(l10n`The net writes ${MOST_WRITTEN} bytes at most.`);
}

let keys = 0;
const nextKey = () => String(++keys);

/** VS Code's own default. */
const ROOM = 43;

/** How many characters of a hint the editor shows, 0 for all; undefined if it shows none, which is then said. */
async function roomForHints(document: vscode.TextDocument): Promise<number | undefined> {
  const hints = vscode.workspace.getConfiguration("editor.inlayHints", document);
  const enabled = hints.get<string>("enabled");
  if (enabled !== "off" && enabled !== "offUnlessPressed")
    return hints.get<number>("maximumLength", ROOM);
  const open = l10n`Open Setting`;
  const words = l10n`What the net writes is shown as an inlay hint, and editor.inlayHints.enabled is '${enabled}' here.`;
  void warn(words, open).then((answer) => {
    if (answer !== open) return;
    const setting = "editor.inlayHints.enabled";
    void vscode.commands.executeCommand("workbench.action.openSettings", setting);
  });
  return undefined;
}

/** The only way a continuation gets into a file. */
async function accept(writingOn: WritingOn): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const ghost = editor && writingOn.of(editor.document);
  if (!editor || !ghost)
    throw new CannotRun(l10n`Nothing is written on here: run Write On from the Caret first.`);
  const found = insertable(ghost);
  if ("byte" in found)
    throw new CannotRun(
      l10n`The net wrote ${found.byte}, which is no character by itself and cannot stand in a text.`,
    );
  const { document } = editor;
  const at = document.positionAt(ghost.utf16);
  const undo = { undoStopBefore: true, undoStopAfter: true };
  const isDone = await editor.edit((edit) => edit.insert(at, found.text), undo);
  if (!isDone) throw new CannotRun(l10n`The editor did not take the text; it may be read-only.`);
  const ends = document.eol === vscode.EndOfLine.LF ? "\n" : "\r\n";
  if (found.text !== found.text.replace(/\r\n|\r|\n/g, ends))
    mention(l10n`Inserted, with the file's own line ends in place of those that the net wrote.`);
}
