// Next / Previous Surprise and Next / Previous Where Counting Wins: the caret goes to the next byte that is worth a look, and a
// message says what it cost. Which bytes those are is the server's matter.
import * as vscode from "vscode";
import { STRONG, type StrongKind } from "../../../server/protocol/vocabulary/counting";
import { type StrongByte, strongByteRequest } from "../../../server/protocol/wire/counting";
import { l10n, translated } from "../../../server/protocol/words/l10n";
import { signed, three } from "../../../server/protocol/words/numbers";
import { readingSentence } from "../../../server/protocol/words/reading";
import { askFor } from "../../host/asking";
import type { Commands } from "../../host/commands";
import { eligibleEditor, goTo } from "../../host/editors";
import { mention } from "../../host/notices";
import { type ReadyParts, readyFile } from "../../host/switchedOn";
import { CannotRun, textChanged } from "../../state/cannotRun";
import { COMMANDS } from "../../state/ids";
import { earlierLink } from "../../state/links";

type Direction = "next" | "previous";

export function strongByteCommands(parts: ReadyParts): Commands {
  const step = (of: StrongKind, direction: Direction) => (argument?: unknown) =>
    go(parts, of, direction, argument);
  return {
    [COMMANDS.nextSurprise]: step("surprise", "next"),
    [COMMANDS.previousSurprise]: step("surprise", "previous"),
    [COMMANDS.nextCountingWins]: step("countingWins", "next"),
    [COMMANDS.previousCountingWins]: step("countingWins", "previous"),
    [COMMANDS.nextDifference]: step("difference", "next"),
    [COMMANDS.previousDifference]: step("difference", "previous"),
    [COMMANDS.goToEarlier]: (argument) => goToEarlier(argument),
  };
}

/** @param argument from a key binding: the bits that a surprise must cost, in place of the file's own */
async function go(
  parts: ReadyParts,
  of: StrongKind,
  direction: Direction,
  argument: unknown,
): Promise<void> {
  const editor = eligibleEditor();
  const { document } = editor;
  await readyFile(parts, document);
  // The caret may have moved meanwhile.
  const { line, character } = editor.selection.active;
  const bits = of === "surprise" && typeof argument === "number" ? { bits: argument } : {};
  const uri = document.uri.toString();
  const { version } = document;
  const params = { uri, version, of, from: { line, character }, direction, ...bits };
  const answer = await askFor(parts.server, strongByteRequest, params);
  if (!answer) return;
  if (answer.kind === "pending") {
    if (of !== "countingWins" || !isRead(parts, document))
      throw new CannotRun(readingSentence(answer));
    throw new CannotRun(l10n`Counting the bytes before: ${answer.percent} %.`);
  }
  if (answer.version !== document.version) throw textChanged();
  if (answer.kind === "none") throw new CannotRun(answer.sentence);
  await goTo(editor, answer.span.utf16Start);
  mention(costWords(of, answer));
}

function isRead({ files }: ReadyParts, document: vscode.TextDocument): boolean {
  return files.get(document)?.status?.percent === 100;
}

function costWords(
  of: StrongKind,
  { position, netBits, countingBits, difference }: StrongByte,
): string {
  if (difference !== undefined) {
    const who = difference > 0 ? l10n`this knows better` : l10n`the other knows better`;
    return l10n`${translated(STRONG[of].label)}: byte ${position}, ${signed(difference)} bits, ${who}`;
  }
  const counting = countingBits === null ? "" : l10n`, counting ${three(countingBits)}`;
  return l10n`${translated(STRONG[of].label)}: byte ${position} cost the net ${three(netBits)} bits${counting}`;
}

/** Selects the bytes that stand earlier, as a jump, so that Go Back returns. */
async function goToEarlier(argument: unknown): Promise<void> {
  const link = earlierLink(argument);
  if (!link) return;
  const document = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === link.uri);
  if (!document) throw new CannotRun(l10n`The text this link belongs to is no longer open.`);
  const { activeTextEditor: active, visibleTextEditors } = vscode.window;
  const isHere = (editor: vscode.TextEditor) => editor.document === document;
  const left = active && isHere(active) ? active : visibleTextEditors.find(isHere);
  // Where Go Back returns to.
  const from = left?.selection.active ?? new vscode.Position(0, 0);
  const range = new vscode.Range(
    document.positionAt(link.utf16Start),
    document.positionAt(link.utf16End),
  );
  const place = new vscode.Location(document.uri, range);
  await vscode.commands.executeCommand(
    "editor.action.goToLocations",
    document.uri,
    from,
    [place],
    "goto",
  );
  const editor = vscode.window.activeTextEditor;
  if (editor?.document === document)
    editor.selection = new vscode.Selection(range.start, range.end);
}
