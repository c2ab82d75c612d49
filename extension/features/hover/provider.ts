// Answers the editor's hover in switched-on files and moves the trace to the hovered character. content.ts and causes.ts
// make the text. In other files it adds nothing to the language's own hover.
import * as vscode from "vscode";
import type { EditorTrace } from "../../../server/protocol/wire/messages";
import type { Causes } from "../../host/causes";
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
import type { OnScreen, TraceAnswer } from "../../state/onScreen";
import type { ThemeKind } from "../../state/palette";
import { type OpenFile, type ServerPhase, serverSentence, unknownBits } from "../../state/phases";
import { isSame } from "../../state/pinList";
import type { Pins } from "../../state/pins";
import { thresholdOf } from "../../state/settings";
import { causesMarkdown, withoutCauses } from "./causes";
import { answerMarkdown, detailsMarkdown, type HoverContext } from "./content";

const LINKS = [
  COMMANDS.pin,
  COMMANDS.unpin,
  COMMANDS.copyTrace,
  COMMANDS.readAtCursor,
  COMMANDS.explainByte,
  COMMANDS.showNeuron,
  COMMANDS.causalCheck,
];

export interface HoverParts {
  readonly server: ServerProcess;
  readonly files: OpenFiles;
  readonly traces: Traces;
  readonly causes: Causes;
  readonly screen: OnScreen;
  readonly pins: Pins;
  readonly config: Config;
}

/** In the order in which they stand. Each is shown as soon as it is there; none waits for another. */
const PARTS = ["answer", "causes", "details"] as const;
type Part = (typeof PARTS)[number];

/** What is known of a hovered character. */
interface Hovered {
  readonly file: OpenFile;
  readonly focus: Focus;
  readonly range: vscode.Range;
  readonly answer: TraceAnswer | undefined;
}

/** VS Code asks for all parts of a hover together, so one request serves them. */
interface Round {
  readonly key: string;
  readonly served: Set<Part>;
  readonly hovered: Promise<Hovered | undefined>;
}

export class TraceHover implements vscode.Disposable {
  private readonly disposables = new Disposables();
  /** The byte of a character that a link asked for; the next hover there explains it. */
  private chosen: { readonly uri: string; readonly focus: Focus } | undefined;
  private round: Round | undefined;

  constructor(private readonly parts: HoverParts) {
    const selector = SCHEMES.map((scheme) => ({ scheme }));
    // VS Code puts the part of a later provider above those of the earlier.
    for (const part of [...PARTS].reverse()) {
      const provideHover: vscode.HoverProvider["provideHover"] = (document, position, token) =>
        this.provide(part, document, position, token);
      this.disposables.add(vscode.languages.registerHoverProvider(selector, { provideHover }));
    }
  }

  chooseByte(uri: string, focus: Focus): void {
    this.chosen = { uri, focus };
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private async provide(
    part: Part,
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.Hover | undefined> {
    const hovered = await this.hoveredFor(part, document, position, token);
    if (!hovered || token.isCancellationRequested) return undefined;
    const { range, answer, file } = hovered;
    if (answer?.kind !== "trace") {
      if (part !== "answer") return undefined;
      const { phase } = this.parts.server;
      return answer ? untracedHover(answer, range) : startingHover(file, phase, range);
    }
    if (part === "causes") return this.causesHover(document, hovered, answer, token);
    const context = this.contextOf(document, hovered);
    const write = part === "answer" ? answerMarkdown : detailsMarkdown;
    return linkedHover(write(answer, context), range);
  }

  private hoveredFor(
    part: Part,
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<Hovered | undefined> {
    const key = `${document.uri} ${document.version} ${document.offsetAt(position)}`;
    if (this.round?.key !== key || this.round.served.has(part)) {
      const hovered = this.ask(document, position, token);
      this.round = { key, hovered, served: new Set() };
    }
    this.round.served.add(part);
    return this.round.hovered;
  }

  private async ask(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<Hovered | undefined> {
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
    const place = placeOf(document, focus);
    const settings = config.traceSettings();
    const answer = await traces.ask("hover", { document, place, settings }, token);
    if (token.isCancellationRequested) return undefined;
    if (answer) screen.showHovered(document, focus, answer);
    return { file, focus, range, answer };
  }

  private async causesHover(
    document: vscode.TextDocument,
    { file, focus, range }: Hovered,
    trace: EditorTrace,
    token: vscode.CancellationToken,
  ): Promise<vscode.Hover | undefined> {
    const { causes } = this.parts;
    const offer = causes.offer(document);
    const isUnasked = offer === "unasked";
    const known = causes.of(document, focus);
    const found =
      known ?? (isUnasked ? await causes.find("hover", document, focus, token) : undefined);
    if (token.isCancellationRequested || (isUnasked && !found)) return undefined;
    if (found?.kind === "causes") return linkedHover(causesMarkdown(found), range);
    if (found?.kind === "failed") return new vscode.Hover(literal(found.sentence), range);
    const link = { uri: document.uri.toString(), ...focus };
    const said = withoutCauses(trace, unknownBits(file.status), offer === "onDemand" ? link : null);
    return said === null ? undefined : linkedHover(said, range);
  }

  private contextOf(document: vscode.TextDocument, { file, focus }: Hovered): HoverContext {
    const { settings } = this.parts.config;
    const pin = pinAt(document, focus);
    return {
      theme: themeKind(),
      threshold: thresholdOf(settings),
      link: { uri: document.uri.toString(), ...focus },
      unknownBits: unknownBits(file.status),
      sumBy: settings.sumBy,
      textOf: ({ utf16Start, utf16End }) =>
        document.getText(
          new vscode.Range(document.positionAt(utf16Start), document.positionAt(utf16End)),
        ),
      isPinned: this.parts.pins.of(document).some((other) => isSame(other, pin)),
    };
  }

  private takeChosen(document: vscode.TextDocument, utf16: number): Focus | undefined {
    const { chosen } = this;
    this.chosen = undefined;
    const isHere = chosen?.uri === document.uri.toString() && chosen.focus.utf16 === utf16;
    return isHere ? chosen.focus : undefined;
  }
}

function linkedHover(words: string, range: vscode.Range): vscode.Hover {
  const markdown = new vscode.MarkdownString(words);
  markdown.isTrusted = { enabledCommands: LINKS };
  return new vscode.Hover(markdown, range);
}

function untracedHover(
  answer: Exclude<TraceAnswer, EditorTrace>,
  range: vscode.Range,
): vscode.Hover {
  switch (answer.kind) {
    case "noPast":
      return new vscode.Hover("The first byte has no past.", range);
    case "failed":
      return new vscode.Hover(literal(answer.sentence), range);
    case "pending":
      return new vscode.Hover(`Reading the file: ${Math.floor(answer.percent)} %.`, range);
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
