// The hovers as VS Code takes them: Markdown whose links may run our commands and no others, and what is shown where there
// is no trace.
import * as vscode from "vscode";
import { l10n, translated } from "../../../server/protocol/words/l10n";
import { RESTART } from "../../state/cannotRun";
import { COMMANDS } from "../../state/ids";
import { commandLink, literal } from "../../state/literal";
import { type TraceAnswer, type Traced, untracedSentence } from "../../state/onScreen";
import type { ThemeKind } from "../../state/palette";
import { type OpenFile, type ServerPhase, serverSentence } from "../../state/phases";

const LINKS = [
  COMMANDS.showMore,
  COMMANDS.pin,
  COMMANDS.unpin,
  COMMANDS.copyTrace,
  COMMANDS.readAtCursor,
  COMMANDS.explainByte,
  COMMANDS.goToEarlier,
  COMMANDS.showNeuron,
  COMMANDS.showNeuronCard,
  COMMANDS.causalCheck,
  COMMANDS.explainSelection,
  COMMANDS.explainNeuron,
  COMMANDS.whatIf,
  COMMANDS.changeNeuron,
];

export function linkedHover(words: string, range: vscode.Range): vscode.Hover {
  const markdown = new vscode.MarkdownString(words);
  markdown.isTrusted = { enabledCommands: LINKS };
  return new vscode.Hover(markdown, range);
}

export function untracedHover(
  answer: Exclude<TraceAnswer, Traced>,
  range: vscode.Range,
): vscode.Hover {
  return new vscode.Hover(literal(untracedSentence(answer)), range);
}

/** For a file whose server or model is still starting. */
export function startingHover(
  file: OpenFile,
  server: ServerPhase,
  range: vscode.Range,
): vscode.Hover | undefined {
  if (file.phase.kind !== "starting") return undefined;
  const markdown = new vscode.MarkdownString(literal(serverSentence(server)));
  if (server === "broken") {
    markdown.appendMarkdown(
      ` ${commandLink(translated(RESTART.label), RESTART.command, null, l10n`Starts the server again`)}`,
    );
    markdown.isTrusted = { enabledCommands: [RESTART.command] };
  }
  return new vscode.Hover(markdown, range);
}

export function themeKind(): ThemeKind {
  switch (vscode.window.activeColorTheme.kind) {
    case vscode.ColorThemeKind.Light:
      return "light";
    case vscode.ColorThemeKind.HighContrast:
      return "highContrast";
    case vscode.ColorThemeKind.HighContrastLight:
      return "highContrastLight";
    default:
      return "dark";
  }
}
