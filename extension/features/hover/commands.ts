// Trace at Cursor, the hover's links to the other bytes of a character, and two ways to take the whole answer away: Read
// Attribution at Cursor (plain text, for a screen reader) and Copy Trace as JSON (the command line's names). The latter
// two send a new request, so that they use the current text.
import * as vscode from "vscode";
import type { EditorCauses } from "../../../server/protocol/wire/causes";
import type { EditorCounting } from "../../../server/protocol/wire/counting";
import { l10n } from "../../../server/protocol/words/l10n";
import { unknownBits } from "../../../server/protocol/words/reading";
import { readingText } from "../../../server/protocol/words/traceReading";
import { targetName } from "../../../server/protocol/words/traceWords";
import type { Causes } from "../../host/causes";
import type { Commands } from "../../host/commands";
import type { Config } from "../../host/config";
import type { Counting } from "../../host/counting";
import { editorOf, eligibleEditor, goTo, textIn } from "../../host/editors";
import { inPercent, withProgress } from "../../host/notices";
import { copyJson, showReading } from "../../host/readings";
import { readyFile } from "../../host/switchedOn";
import type { Traces } from "../../host/traces";
import { answered, textChanged } from "../../state/cannotRun";
import { assertHasCauses, checked } from "../../state/causalCheck";
import { type Focus, focusAt } from "../../state/focus";
import { COMMANDS } from "../../state/ids";
import { type LinkTarget, linkTarget, type MoreLink, moreLink } from "../../state/links";
import type { Traced } from "../../state/onScreen";
import { thresholdOf } from "../../state/settings";
import { wideName, wideWhere } from "../../state/wideWords";
import type { WritingOn } from "../../state/writingOn";
import { type ExplainParts, explainCommands, showHover } from "./explain";
import { copied, wideReading, writtenReading } from "./readingText";

export interface HoverCommandParts extends ExplainParts {
  readonly traces: Traces;
  readonly causes: Causes;
  readonly counting: Counting;
  readonly config: Config;
  readonly writingOn: WritingOn;
}

export function hoverCommands(parts: HoverCommandParts): Commands {
  return {
    ...explainCommands(parts),
    [COMMANDS.traceAtCursor]: async (argument) => {
      if (argument === "sample" && !vscode.window.activeTextEditor) await openAtTelling();
      const { document } = eligibleEditor();
      await readyFile(parts, document);
      await showHover();
    },
    [COMMANDS.explainByte]: async (argument) => {
      const link = linkTarget(argument);
      if (!link) return;
      await goTo(editorOf(link), link.utf16);
      parts.hover.choose({ uri: link.uri, at: link.utf16, focus: link });
      await showHover();
    },
    [COMMANDS.showMore]: (argument) => showMore(parts, moreLink(argument)),
    [COMMANDS.causalCheck]: (argument) => causalCheck(parts, linkTarget(argument)),
    [COMMANDS.readAtCursor]: async (argument) => {
      const answer = await askNow(parts, linkTarget(argument));
      const { document } = answer;
      const { title, text } = readingOf(parts, answer);
      const ghost = argument === undefined ? parts.writingOn.of(document) : undefined;
      await showReading(title, ghost ? `${text}\n${writtenReading(ghost)}` : text);
    },
    [COMMANDS.copyTrace]: async (argument) => {
      const { document, result, causes, counting } = await askNow(parts, linkTarget(argument));
      await copyJson(
        copied(result, causes, counting),
        l10n`the trace of ${nameOf(document, result)}`,
      );
    },
  };
}

/** A place of the sample whose prediction has much to show. */
const TELLING = new vscode.Position(16, 29);

/** From the walkthrough, in front of which no text is active. */
async function openAtTelling(): Promise<void> {
  await vscode.commands.executeCommand(COMMANDS.openSample);
  const editor = vscode.window.activeTextEditor;
  if (editor) editor.selection = new vscode.Selection(TELLING, TELLING);
}

/** The whole answer, where the brief one stood: the caret goes there, since only there VS Code opens a hover when asked. */
async function showMore(parts: HoverCommandParts, link: MoreLink | undefined): Promise<void> {
  const editor = editorOf(link);
  const { document, selection } = editor;
  await readyFile(parts, document);
  const caret = document.offsetAt(selection.active);
  const at = link?.at ?? caret;
  if (at !== caret || vscode.window.activeTextEditor !== editor) await goTo(editor, at);
  const focus: Focus = link ?? focusAt(document, selection.active);
  parts.hover.choose({ uri: document.uri.toString(), at, focus, isWhole: true });
  // VS Code asks nothing again for a hover that it shows at the same place.
  await vscode.commands.executeCommand("editor.action.hideHover");
  await showHover("autoFocusImmediately");
}

/** Looks for what the prediction at a link or at the caret rests on, whatever the model's size, and shows the hover there. */
async function causalCheck(parts: HoverCommandParts, link: LinkTarget | undefined): Promise<void> {
  const editor = editorOf(link);
  const { document } = editor;
  const { version } = document;
  await readyFile(parts, document);
  if (document.version !== version) throw textChanged();
  const focus: Focus = link ?? focusAt(document, editor.selection.active);
  assertHasCauses(parts.causes.stateOf(document, focus).kind);
  const { client } = parts.server;
  const title = l10n`Looking for what the prediction rests on`;
  const found = await withProgress(title, async (report, token) => {
    const told = inPercent(report);
    told(0);
    return checked(await parts.causes.find("command", document, focus, token, told), {
      isCancelled: token.isCancellationRequested,
      isTextChanged: document.version !== version,
      isServerGone: parts.server.client !== client,
    });
  });
  if (!found) return;
  if (link) await goTo(editor, link.utf16);
  // At the caret too, where the hover would explain a pinned selection around it, or the byte after it.
  const uri = document.uri.toString();
  parts.hover.choose({ uri, at: focus.utf16, focus });
  await showHover();
}

function nameOf(document: vscode.TextDocument, result: Traced): string {
  if (result.kind === "trace") return targetName(result);
  return `${wideName(result, textIn(document, result.target))} ${wideWhere(result)}`;
}

function readingOf(
  { config, files }: HoverCommandParts,
  { document, result, causes, counting }: Answer,
): { readonly title: string; readonly text: string } {
  const { settings } = config;
  const threshold = thresholdOf(settings);
  if (result.kind === "trace") {
    const unknown = unknownBits(files.get(document)?.status ?? null);
    const title = l10n`Attribution at byte ${result.trace.position + 1}`;
    const found = {
      causes,
      counting,
      lineOf: (utf16: number) => document.positionAt(utf16).line,
    };
    return { title, text: readingText(result, threshold, unknown, settings.method, found) };
  }
  const text = wideReading(result, nameOf(document, result), settings.method);
  const of = "neuron" in result.trace ? wideName(result, "") : "selection";
  return { title: l10n`Attribution of ${of} ${wideWhere(result)}`, text };
}

interface Answer {
  readonly document: vscode.TextDocument;
  readonly result: Traced;
  readonly causes: EditorCauses | undefined;
  readonly counting: EditorCounting | undefined;
}

async function askNow(parts: HoverCommandParts, link: LinkTarget | undefined): Promise<Answer> {
  const { document, selection } = editorOf(link);
  await readyFile(parts, document);
  const focus: Focus = link ?? focusAt(document, selection.active);
  // Begun together with the rest, so that it is mostly there by then.
  const counted = parts.counting.of(document, focus);
  const answer = await parts.traces.forCommand({
    document,
    focus,
    // The display threshold is sent here too, because it marks elements of the JSON.
    settings: { ...parts.config.traceSettings(), threshold: thresholdOf(parts.config.settings) },
  });
  const result = answered(answer);
  const causes = await causesNow(parts.causes, document, focus);
  return { document, result, causes, counting: await counted };
}

/** What is looked for unasked is waited for; what was looked for on demand is there or not. */
async function causesNow(
  causes: Causes,
  document: vscode.TextDocument,
  focus: Focus,
): Promise<EditorCauses | undefined> {
  const known = causes.of(document, focus);
  if (known || causes.offer(document) !== "unasked") return known;
  const found = await causes.find("reading", document, focus);
  return found?.kind === "causes" ? found : undefined;
}
