// What the hover is about: the character, what is explained at it, and the one request that serves all of its parts. It also moves
// the trace to the hovered character. What the parts say is in provider.ts.
import * as vscode from "vscode";
import type { EditorCounting } from "../../../server/protocol/wire/counting";
import type { Span } from "../../../server/protocol/wire/messages";
import type { Causes, CausesAnswer } from "../../host/causes";
import type { Config } from "../../host/config";
import type { Counting } from "../../host/counting";
import { isEligible, isInDiffEditor, rangeIn } from "../../host/editors";
import type { OpenFiles } from "../../host/openFiles";
import type { Traces } from "../../host/traces";
import { characterSpan, type Focus, focusAt, focusOfPin } from "../../state/focus";
import type { OnScreen, TraceAnswer } from "../../state/onScreen";
import type { OpenFile } from "../../state/phases";
import type { Pins } from "../../state/pins";

export interface RoundParts {
  readonly files: OpenFiles;
  readonly traces: Traces;
  readonly causes: Causes;
  readonly counting: Counting;
  readonly screen: OnScreen;
  readonly pins: Pins;
  readonly config: Config;
}

/** @property at the character where the hover will be, which need not be in what is explained */
export interface Chosen {
  readonly uri: string;
  readonly at: number;
  readonly focus: Focus;
  /** The whole answer instead of the brief one. */
  readonly isWhole?: boolean;
}

/** A hovered character, and what is explained at it. */
export interface Explained {
  readonly file: OpenFile;
  readonly focus: Focus;
  readonly range: vscode.Range;
  readonly isWhole: boolean;
}

/** What is known of it. */
export interface Hovered extends Explained {
  readonly answer: TraceAnswer | undefined;
  /** Those that are looked for unasked. */
  readonly causes: Promise<CausesAnswer | undefined> | undefined;
  readonly counting: Promise<EditorCounting | undefined>;
}

/** VS Code asks for all parts of a hover together, so one request serves them. */
export interface Round {
  readonly key: string;
  readonly served: Set<string>;
  readonly explained: Explained | undefined;
  readonly hovered: Promise<Hovered | undefined>;
}

export class HoverRounds {
  /** What a command asked for; the next hover at that place explains it. */
  private chosen: Chosen | undefined;
  private round: Round | undefined;

  constructor(private readonly parts: RoundParts) {}

  choose(chosen: Chosen): void {
    this.chosen = chosen;
  }

  /** The round of a part; a part that was served begins another. */
  of(
    part: string,
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
