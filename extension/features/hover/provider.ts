// Answers the editor's hover in switched-on files and moves the trace to the hovered character. content.ts makes the
// text. In other files it adds nothing to the language's own hover.
import * as vscode from "vscode";
import type { Config } from "../../host/config";
import { isEligible, isInDiffEditor, SCHEMES } from "../../host/editors";
import type { OpenFiles } from "../../host/openFiles";
import type { ServerProcess } from "../../host/serverProcess";
import type { Traces } from "../../host/traces";
import { RESTART } from "../../state/cannotRun";
import { characterSpan, type Focus, focusAt, pinAt, placeOf } from "../../state/focus";
import { COMMANDS } from "../../state/ids";
import { Disposables } from "../../state/lifetime";
import { commandLink, literal } from "../../state/literal";
import type { OnScreen } from "../../state/onScreen";
import type { ThemeKind } from "../../state/palette";
import { type OpenFile, type ServerPhase, serverSentence, unknownBits } from "../../state/phases";
import { isSame } from "../../state/pinList";
import type { Pins } from "../../state/pins";
import { thresholdOf } from "../../state/settings";
import { hoverMarkdown } from "./content";

const LINKS = [
  COMMANDS.pin,
  COMMANDS.unpin,
  COMMANDS.copyTrace,
  COMMANDS.readAtCursor,
  COMMANDS.explainByte,
  COMMANDS.showNeuron,
];

export interface HoverParts {
  readonly server: ServerProcess;
  readonly files: OpenFiles;
  readonly traces: Traces;
  readonly screen: OnScreen;
  readonly pins: Pins;
  readonly config: Config;
}

export class TraceHover implements vscode.HoverProvider, vscode.Disposable {
  private readonly disposables = new Disposables();
  /** The byte of a character that a link asked for; the next hover there explains it. */
  private chosen: { readonly uri: string; readonly focus: Focus } | undefined;

  constructor(private readonly parts: HoverParts) {
    const selector = SCHEMES.map((scheme) => ({ scheme }));
    this.disposables.add(vscode.languages.registerHoverProvider(selector, this));
  }

  chooseByte(uri: string, focus: Focus): void {
    this.chosen = { uri, focus };
  }

  async provideHover(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.Hover | undefined> {
    const file = this.parts.files.get(document);
    const { activeTextEditor } = vscode.window;
    if (!file || !isEligible(document)) return undefined;
    if (activeTextEditor?.document === document && isInDiffEditor(activeTextEditor))
      return undefined;
    const span = characterSpan(document, document.offsetAt(position));
    const range = new vscode.Range(
      document.positionAt(span.utf16Start),
      document.positionAt(span.utf16End),
    );
    const { config, traces, screen } = this.parts;
    const isAfter = config.settings.hoverExplains === "after";
    const hovered = focusAt(document, isAfter ? range.end : range.start);
    const focus = this.takeChosen(document, span.utf16Start) ?? hovered;
    const answer = await traces.ask(
      "hover",
      {
        document,
        place: placeOf(document, focus),
        settings: config.traceSettings(),
      },
      token,
    );
    if (token.isCancellationRequested) return undefined;
    if (!answer) return startingHover(file, this.parts.server.phase, range);
    screen.showHovered(document, focus, answer);
    if (answer.kind === "noPast") return new vscode.Hover("The first byte has no past.", range);
    if (answer.kind === "failed") return new vscode.Hover(literal(answer.sentence), range);
    if (answer.kind === "pending") {
      return new vscode.Hover(`Reading the file: ${Math.floor(answer.percent)} %.`, range);
    }
    const pin = pinAt(document, focus);
    const markdown = new vscode.MarkdownString(
      hoverMarkdown(answer, {
        theme: themeKind(),
        threshold: thresholdOf(config.settings),
        link: { uri: document.uri.toString(), ...focus },
        unknownBits: unknownBits(file.status),
        sumBy: config.settings.sumBy,
        textOf: ({ utf16Start, utf16End }) =>
          document.getText(
            new vscode.Range(document.positionAt(utf16Start), document.positionAt(utf16End)),
          ),
        isPinned: this.parts.pins.of(document).some((other) => isSame(other, pin)),
      }),
    );
    markdown.isTrusted = { enabledCommands: LINKS };
    return new vscode.Hover(markdown, range);
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private takeChosen(document: vscode.TextDocument, utf16: number): Focus | undefined {
    const { chosen } = this;
    this.chosen = undefined;
    const isHere = chosen?.uri === document.uri.toString() && chosen.focus.utf16 === utf16;
    return isHere ? chosen.focus : undefined;
  }
}

/** For a file whose server or model is still starting. */
function startingHover(
  file: OpenFile,
  server: ServerPhase,
  range: vscode.Range,
): vscode.Hover | undefined {
  if (file.phase.kind !== "starting") return undefined;
  const markdown = new vscode.MarkdownString(literal(serverSentence(server)));
  if (server === "broken") {
    markdown.appendMarkdown(
      ` ${commandLink(RESTART.label, RESTART.command, null, "Starts the server again")}`,
    );
    markdown.isTrusted = { enabledCommands: [RESTART.command] };
  }
  return new vscode.Hover(markdown, range);
}

function themeKind(): ThemeKind {
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
