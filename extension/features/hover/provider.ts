// Answers the editor's hover in switched-on files, part by part; rounds.ts says what each hover is about, content.ts and causes.ts
// make the text. In other files it adds nothing to the language's own hover.
import * as vscode from "vscode";
import { CAUSE_LAGS } from "../../../server/protocol/vocabulary/tracing";
import type { EditorTrace } from "../../../server/protocol/wire/messages";
import { unknownBits } from "../../../server/protocol/words/reading";
import { targetName } from "../../../server/protocol/words/traceWords";
import { SCHEMES, textIn } from "../../host/editors";
import type { ServerProcess } from "../../host/serverProcess";
import { type Focus, focusOn, lagsAt, pinAt } from "../../state/focus";
import { Disposables } from "../../state/lifetime";
import { literal } from "../../state/literal";
import { isTraced, type Traced } from "../../state/onScreen";
import { isSame } from "../../state/pinList";
import { thresholdOf } from "../../state/settings";
import { BESIDE_WAIT_MS, bothWithin } from "../../state/waiting";
import { briefAnswer, briefDetails, briefWideAnswer } from "./brief";
import { briefCauses, causesMarkdown, withoutCauses } from "./causes";
import { answerMarkdown, detailsMarkdown, seenMarkdown } from "./content";
import type { HoverContext, PinnedTarget } from "./context";
import { linkedHover, startingHover, themeKind, untracedHover } from "./hovers";
import type { More } from "./more";
import { type Chosen, type Hovered, HoverRounds, type RoundParts } from "./rounds";
import { wideAnswer, wideDetails } from "./wide";

export interface HoverParts extends RoundParts {
  readonly server: ServerProcess;
  /** What other features say of what is explained; stands above the details. */
  readonly more: More;
}

/**
 * In the order in which they stand. The answer is shown as soon as it is there. The details wait a little for the causes
 * above them, which would otherwise push them down while they are read, and be drawn later.
 */
const PARTS = ["answer", "causes", "details"] as const;
type Part = (typeof PARTS)[number] | "more";

export class TraceHover implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly rounds: HoverRounds;

  constructor(private readonly parts: HoverParts) {
    this.rounds = new HoverRounds(parts);
    const selector = SCHEMES.map((scheme) => ({ scheme }));
    // VS Code puts the part of a later provider above those of the earlier.
    const register = (provideHover: vscode.HoverProvider["provideHover"]) =>
      this.disposables.add(vscode.languages.registerHoverProvider(selector, { provideHover }));
    for (const part of [...PARTS].reverse()) {
      register((document, position, token) => this.provide(part, document, position, token));
      if (part === "details")
        register(async (document, position, token) => {
          const { explained } = this.rounds.of("more", document, position, token);
          return explained && parts.more(document, explained, token);
        });
    }
  }

  choose(chosen: Chosen): void {
    this.rounds.choose(chosen);
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
    const { hovered: asked } = this.rounds.of(part, document, position, token);
    const hovered = await asked;
    if (!hovered || token.isCancellationRequested) return undefined;
    const { range, answer, file, isWhole } = hovered;
    if (!answer || !isTraced(answer)) {
      if (part !== "answer") return undefined;
      const { phase } = this.parts.server;
      return answer ? untracedHover(answer, range) : startingHover(file, phase, range);
    }
    const context = this.contextOf(document, hovered);
    if (part === "causes")
      // Causes are those of one byte.
      return answer.kind === "wide"
        ? undefined
        : this.causesHover(document, hovered, answer, token);
    if (part === "answer") return linkedHover(this.answerWords(hovered, answer, context), range);
    // Causes that take longer come when they are there.
    const beside = bothWithin(BESIDE_WAIT_MS, hovered.counting, hovered.causes);
    if (!isWhole) {
      await beside;
      return linkedHover(briefDetails(answer, context), range);
    }
    if (answer.kind === "wide") return linkedHover(wideDetails(answer, context), range);
    const [counting] = await beside;
    const lineOf = (utf16: number) => document.positionAt(utf16).line;
    const seen = counting ? seenMarkdown(counting, lineOf) : null;
    return linkedHover(detailsMarkdown(answer, context, seen), range);
  }

  private answerWords({ isWhole }: Hovered, answer: Traced, context: HoverContext): string {
    const { method } = this.parts.config.settings;
    if (answer.kind === "trace")
      return isWhole ? answerMarkdown(answer, context) : briefAnswer(answer, context);
    return isWhole ? wideAnswer(answer, context, method) : briefWideAnswer(answer, context, method);
  }

  private async causesHover(
    document: vscode.TextDocument,
    { file, focus, range, isWhole, causes: search }: Hovered,
    trace: EditorTrace,
    token: vscode.CancellationToken,
  ): Promise<vscode.Hover | undefined> {
    const { causes } = this.parts;
    const offer = causes.offer(document);
    const found = causes.of(document, focus) ?? (await search);
    if (token.isCancellationRequested || (search && !found)) return undefined;
    const link = { uri: document.uri.toString(), ...focus };
    if (found?.kind === "causes") {
      const unknown = unknownBits(file.status);
      const words = isWhole ? causesMarkdown(found, link) : briefCauses(trace, found, unknown);
      return words === null ? undefined : linkedHover(words, range);
    }
    if (found?.kind === "failed") return new vscode.Hover(literal(found.sentence), range);
    const said = withoutCauses(trace, unknownBits(file.status), offer === "onDemand" ? link : null);
    return said === null ? undefined : linkedHover(said, range);
  }

  private contextOf(document: vscode.TextDocument, { file, focus, range }: Hovered): HoverContext {
    const { settings } = this.parts.config;
    const pin = pinAt(document, focus);
    const uri = document.uri.toString();
    return {
      theme: themeKind(),
      threshold: thresholdOf(settings),
      method: settings.method,
      link: { uri, ...focus },
      aloneLink: { uri, utf16: document.offsetAt(range.start), byteOfCharacter: 0 },
      word: wordAt(document, range.start),
      unknownBits: unknownBits(file.status),
      sumBy: settings.sumBy,
      textOf: (span) => textIn(document, span),
      isPinned: this.parts.pins.of(document).some((other) => isSame(other, pin)),
      pinned: this.pinnedTarget(document, focus, document.offsetAt(range.start)),
    };
  }

  /** @param utf16 the hovered character, whether that or the next is explained */
  private pinnedTarget(
    document: vscode.TextDocument,
    focus: Focus,
    utf16: number,
  ): PinnedTarget | null {
    const { activeEditor, shownBy, shown, trace } = this.parts.screen;
    const isShown = shownBy === "pin" && activeEditor?.document === document;
    if (!isShown || !shown || trace?.version !== document.version) return null;
    const byte = focus.utf16 === utf16 ? focus.byteOfCharacter : 0;
    const lag = lagsAt(trace, utf16).at(-1 - byte);
    if (lag === undefined || lag > CAUSE_LAGS) return null;
    return {
      link: { uri: document.uri.toString(), ...shown.focus, lag },
      name: targetName(trace),
    };
  }
}

/** The word at a place, if it has more than one character. */
function wordAt(document: vscode.TextDocument, at: vscode.Position): Focus | null {
  const range = document.getWordRangeAtPosition(at);
  if (!range || document.getText(range).length < 2) return null;
  return focusOn(document, range);
}
