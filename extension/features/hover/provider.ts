// Answers the editor's hover in switched-on files and moves the trace to the hovered character. content.ts and causes.ts
// make the text. In other files it adds nothing to the language's own hover.
import * as vscode from "vscode";
import { CAUSE_LAGS } from "../../../server/protocol/vocabulary/tracing";
import type { EditorCounting } from "../../../server/protocol/wire/counting";
import type { EditorTrace, Span } from "../../../server/protocol/wire/messages";
import { unknownBits } from "../../../server/protocol/words/reading";
import { targetName } from "../../../server/protocol/words/traceWords";
import type { Causes, CausesAnswer } from "../../host/causes";
import type { Config } from "../../host/config";
import type { Counting } from "../../host/counting";
import { isEligible, isInDiffEditor, rangeIn, SCHEMES, textIn } from "../../host/editors";
import type { OpenFiles } from "../../host/openFiles";
import type { ServerProcess } from "../../host/serverProcess";
import type { Traces } from "../../host/traces";
import {
  characterSpan,
  type Focus,
  focusAt,
  focusOfPin,
  focusOn,
  lagsAt,
  pinAt,
} from "../../state/focus";
import { Disposables } from "../../state/lifetime";
import { literal } from "../../state/literal";
import { isTraced, type OnScreen, type TraceAnswer, type Traced } from "../../state/onScreen";
import type { OpenFile } from "../../state/phases";
import { isSame } from "../../state/pinList";
import type { Pins } from "../../state/pins";
import { thresholdOf } from "../../state/settings";
import { BESIDE_WAIT_MS, bothWithin } from "../../state/waiting";
import { briefAnswer, briefDetails, briefWideAnswer } from "./brief";
import { briefCauses, causesMarkdown, withoutCauses } from "./causes";
import { answerMarkdown, detailsMarkdown, seenMarkdown } from "./content";
import type { HoverContext, PinnedTarget } from "./context";
import { linkedHover, startingHover, themeKind, untracedHover } from "./hovers";
import type { More } from "./more";
import { wideAnswer, wideDetails } from "./wide";

export interface HoverParts {
  readonly server: ServerProcess;
  readonly files: OpenFiles;
  readonly traces: Traces;
  readonly causes: Causes;
  readonly counting: Counting;
  readonly screen: OnScreen;
  readonly pins: Pins;
  readonly config: Config;
  /** What other features say of what is explained; stands above the details. */
  readonly more: More;
}

/**
 * In the order in which they stand. The answer is shown as soon as it is there. The details wait a little for the causes
 * above them, which would otherwise push them down while they are read, and be drawn later.
 */
const PARTS = ["answer", "causes", "details"] as const;
type Part = (typeof PARTS)[number] | "more";

/** @property at the character where the hover will be, which need not be in what is explained */
interface Chosen {
  readonly uri: string;
  readonly at: number;
  readonly focus: Focus;
  /** The whole answer instead of the brief one. */
  readonly isWhole?: boolean;
}

/** A hovered character, and what is explained at it. */
interface Explained {
  readonly file: OpenFile;
  readonly focus: Focus;
  readonly range: vscode.Range;
  readonly isWhole: boolean;
}

/** What is known of it. */
interface Hovered extends Explained {
  readonly answer: TraceAnswer | undefined;
  /** Those that are looked for unasked. */
  readonly causes: Promise<CausesAnswer | undefined> | undefined;
  readonly counting: Promise<EditorCounting | undefined>;
}

/** VS Code asks for all parts of a hover together, so one request serves them. */
interface Round {
  readonly key: string;
  readonly served: Set<Part>;
  readonly explained: Explained | undefined;
  readonly hovered: Promise<Hovered | undefined>;
}

export class TraceHover implements vscode.Disposable {
  private readonly disposables = new Disposables();
  /** What a command asked for; the next hover at that place explains it. */
  private chosen: Chosen | undefined;
  private round: Round | undefined;

  constructor(private readonly parts: HoverParts) {
    const selector = SCHEMES.map((scheme) => ({ scheme }));
    // VS Code puts the part of a later provider above those of the earlier.
    const register = (provideHover: vscode.HoverProvider["provideHover"]) =>
      this.disposables.add(vscode.languages.registerHoverProvider(selector, { provideHover }));
    for (const part of [...PARTS].reverse()) {
      register((document, position, token) => this.provide(part, document, position, token));
      if (part === "details")
        register(async (document, position, token) => {
          const { explained } = this.roundFor("more", document, position, token);
          return explained && parts.more(document, explained, token);
        });
    }
  }

  choose(chosen: Chosen): void {
    this.chosen = chosen;
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
    const { hovered: asked } = this.roundFor(part, document, position, token);
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

  private roundFor(
    part: Part,
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Round {
    const key = `${document.uri} ${document.version} ${document.offsetAt(position)}`;
    if (this.round?.key !== key || this.round.served.has(part)) {
      const explained = this.explainedAt(document, position);
      const hovered = this.ask(document, explained, token);
      this.round = { key, explained, hovered, served: new Set() };
    }
    this.round.served.add(part);
    return this.round;
  }

  private explainedAt(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Explained | undefined {
    const file = this.parts.files.get(document);
    const { activeTextEditor } = vscode.window;
    if (!file || !isEligible(document)) return undefined;
    if (activeTextEditor?.document === document && isInDiffEditor(activeTextEditor))
      return undefined;
    const span = characterSpan(document, document.offsetAt(position));
    const range = rangeIn(document, span);
    const isAfter = this.parts.config.settings.hoverExplains === "after";
    const hovered = focusAt(document, isAfter ? range.end : range.start);
    const chosen = this.takeChosen(document, span.utf16Start);
    const focus = chosen?.focus ?? this.widePinAt(document, span) ?? hovered;
    return { file, focus, range, isWhole: chosen?.isWhole ?? false };
  }

  private async ask(
    document: vscode.TextDocument,
    explained: Explained | undefined,
    token: vscode.CancellationToken,
  ): Promise<Hovered | undefined> {
    if (!explained) return undefined;
    const { focus } = explained;
    const { config, traces, screen } = this.parts;
    const settings = config.traceSettings();
    const asked = traces.ask("hover", { document, focus, settings }, token);
    // Begun together, so that the causes come soon after the answer.
    const isUnasked = this.parts.causes.offer(document) === "unasked";
    const causes = isUnasked ? this.parts.causes.find("hover", document, focus, token) : undefined;
    const counting = this.parts.counting.of(document, focus, token);
    const answer = await asked;
    if (token.isCancellationRequested) return undefined;
    if (answer) screen.showHovered(document, focus, answer);
    return { ...explained, answer, causes, counting };
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

  private takeChosen(document: vscode.TextDocument, utf16: number): Chosen | undefined {
    const { chosen } = this;
    this.chosen = undefined;
    const isHere = chosen?.uri === document.uri.toString() && chosen.at === utf16;
    return isHere ? chosen : undefined;
  }

  /** The selection or neuron that a shown pin explains at the hovered character. */
  private widePinAt(document: vscode.TextDocument, hovered: Span): Focus | undefined {
    const shown = this.parts.pins.shown(document).map((pin) => focusOfPin(document, pin));
    return shown.findLast((focus) => isExplainedAt(focus, hovered));
  }
}

function isExplainedAt({ utf16, byteOfCharacter, wider }: Focus, hovered: Span): boolean {
  switch (wider?.kind) {
    case undefined:
      return false;
    case "span":
      return utf16 <= hovered.utf16Start && hovered.utf16End <= wider.utf16End;
    case "neuron":
      // The last character that it has read.
      return utf16 === (byteOfCharacter > 0 ? hovered.utf16Start : hovered.utf16End);
  }
}

/** The word at a place, if it has more than one character. */
function wordAt(document: vscode.TextDocument, at: vscode.Position): Focus | null {
  const range = document.getWordRangeAtPosition(at);
  if (!range || document.getText(range).length < 2) return null;
  return focusOn(document, range);
}
