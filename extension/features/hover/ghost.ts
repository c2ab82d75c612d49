// The continuation as ghost text: an inlay hint with one part for each character, since only the parts of a hint have
// hovers of their own. A part points to a line of a text that exists nowhere else, and the hover of that line explains
// the character. Not here: when a continuation is made and when it goes.
import * as vscode from "vscode";
import type { EditorTrace } from "../../../server/protocol/wire/messages";
import { l10n } from "../../../server/protocol/words/l10n";
import { unknownBits } from "../../../server/protocol/words/reading";
import type { WrittenCharacter } from "../../../server/protocol/words/writtenText";
import type { Config } from "../../host/config";
import { SCHEMES, textIn } from "../../host/editors";
import type { OpenFiles } from "../../host/openFiles";
import type { Traces } from "../../host/traces";
import { COMMANDS } from "../../state/ids";
import { Disposables } from "../../state/lifetime";
import { commandLink, literal } from "../../state/literal";
import { type OnScreen, untracedSentence } from "../../state/onScreen";
import { thresholdOf } from "../../state/settings";
import {
  bytesShown,
  type Ghost,
  hintLabel,
  modeWords,
  type WritingOn,
} from "../../state/writingOn";
import { briefAnswer, briefPicture } from "./brief";
import { withoutCauses } from "./causes";
import { certainty, tablesMarkdown } from "./content";
import type { ByteContext } from "./context";
import { themeKind } from "./hovers";

/** Of the text whose lines are the ghost's characters. */
const SCHEME = "sparse-diff-written";

const LINKS = [
  COMMANDS.showNeuron,
  COMMANDS.showNeuronCard,
  COMMANDS.writeOn,
  COMMANDS.writeOnSampled,
  COMMANDS.acceptContinuation,
  COMMANDS.dismissContinuation,
];

/** Of one byte, as Markdown. */
interface Explained {
  readonly brief: string;
  readonly rest?: string;
}

export interface GhostParts {
  readonly writingOn: WritingOn;
  readonly files: OpenFiles;
  readonly traces: Traces;
  readonly screen: OnScreen;
  readonly config: Config;
}

export class GhostText
  implements
    vscode.InlayHintsProvider,
    vscode.HoverProvider,
    vscode.TextDocumentContentProvider,
    vscode.Disposable
{
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<void>());
  readonly onDidChangeInlayHints = this.changed.event;

  constructor(private readonly parts: GhostParts) {
    const { disposables } = this;
    const files = SCHEMES.map((scheme) => ({ scheme }));
    const { languages, workspace } = vscode;
    disposables.add(parts.writingOn.onDidChange(() => this.changed.fire()));
    disposables.add(languages.registerInlayHintsProvider(files, this));
    disposables.add(languages.registerHoverProvider({ scheme: SCHEME }, this));
    disposables.add(workspace.registerTextDocumentContentProvider(SCHEME, this));
  }

  provideInlayHints(document: vscode.TextDocument, range: vscode.Range): vscode.InlayHint[] {
    const ghost = this.parts.writingOn.of(document);
    if (!ghost) return [];
    const at = document.positionAt(ghost.utf16);
    if (!range.contains(at)) return [];
    const label = ghost.characters.map((character, line) => {
      const part = new vscode.InlayHintLabelPart(hintLabel(character));
      part.location = new vscode.Location(addressOf(ghost), new vscode.Position(line, 0));
      return part;
    });
    const hint = new vscode.InlayHint(at, label);
    hint.paddingRight = true; // or the text after the caret would read as part of it
    return [hint];
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const { current } = this.parts.writingOn;
    const isCurrent = current !== undefined && uri.toString() === addressOf(current).toString();
    return isCurrent ? current.characters.map(({ label }) => label).join("\n") : "";
  }

  /**
   * The bytes of a character one after another, since a ghost has no place for links to them, nor for one to the whole
   * answer, which follows below.
   */
  async provideHover(
    { uri }: vscode.TextDocument,
    { line }: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.Hover | undefined> {
    const { writingOn } = this.parts;
    const ghost = writingOn.current;
    const character = ghost?.characters[line];
    if (!ghost || !character || uri.toString() !== addressOf(ghost).toString()) return undefined;
    const parts: Explained[] = [];
    for (let index = character.from; index < character.to; index++) {
      const words = await this.explained(ghost, index, token);
      if (words === undefined || token.isCancellationRequested) return undefined;
      parts.push(words);
    }
    const below = parts.flatMap(({ rest }) => rest ?? []);
    const contents = [...parts.map(({ brief }) => brief), footer(ghost, character), ...below];
    return new vscode.Hover(contents.map(trusted));
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private async explained(
    ghost: Ghost,
    index: number,
    token: vscode.CancellationToken,
  ): Promise<Explained | undefined> {
    const { config, traces, screen } = this.parts;
    const { document } = ghost;
    const focus = { utf16: ghost.utf16, byteOfCharacter: 0 };
    const answer = await traces.ask(
      "hover",
      {
        document,
        focus,
        written: { bytes: ghost.continuation.bytes.map(({ byte }) => byte), index },
        settings: config.traceSettings(),
      },
      token,
    );
    if (!answer || answer.kind === "noPast" || answer.kind === "wide") return undefined;
    if (answer.kind !== "trace") return { brief: literal(untracedSentence(answer)) };
    screen.showHovered(document, focus, answer);
    return this.words(document, answer);
  }

  private words(document: vscode.TextDocument, answer: EditorTrace): Explained {
    const { config, files } = this.parts;
    const context: ByteContext = {
      theme: themeKind(),
      threshold: thresholdOf(config.settings),
      method: config.settings.method,
      link: null,
      word: null,
      pinned: null,
      unknownBits: unknownBits(files.get(document)?.status ?? null),
      sumBy: config.settings.sumBy,
      textOf: (span) => textIn(document, span),
      isPinned: false,
    };
    const said = withoutCauses(answer, context.unknownBits, null);
    const brief = [briefAnswer(answer, context), said, briefPicture(answer, context)];
    return {
      brief: brief.filter((part) => part !== null).join("\n\n"),
      rest: `${certainty(answer)}\n\n${tablesMarkdown(answer, context)}`,
    };
  }
}

function addressOf({ key }: Ghost): vscode.Uri {
  return vscode.Uri.from({ scheme: SCHEME, path: l10n`/Written on ${key}` });
}

function trusted(words: string): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString(words);
  markdown.isTrusted = { enabledCommands: LINKS };
  return markdown;
}

/** Which lags are of bytes that the net wrote before this one. */
function ownLags(count: number): string {
  if (count === 0) return "";
  return count === 1
    ? l10n` Lag 0 is its own byte too.`
    : l10n` Lags 0 to ${count - 1} are its own bytes too.`;
}

/** What the byte is, and what can be done with all of them. */
function footer(ghost: Ghost, { from, to }: WrittenCharacter): string {
  const which = to - from > 1 ? l10n`Bytes ${from + 1} to ${to}` : l10n`Byte ${to}`;
  const all = l10n`the ${bytesShown(ghost)} that the net wrote`;
  const about = l10n`${which} of ${all}, ${modeWords(ghost.mode)}; not in the file.${ownLags(from)}`;
  const link = (label: string, command: string, title: string) =>
    commandLink(label, command, null, title);
  const more =
    ghost.mode.kind === "likeliest"
      ? link(l10n`Write more`, COMMANDS.writeOn, l10n`Let the net write on further`)
      : link(l10n`Next sample`, COMMANDS.writeOnSampled, l10n`Draw again, with the next seed`);
  const insert = link(l10n`Insert`, COMMANDS.acceptContinuation, l10n`Put all of it into the text`);
  const hide = link(l10n`Hide`, COMMANDS.dismissContinuation, l10n`Hide what the net wrote`);
  return `_${literal(about)}_\n\n${insert} \u00b7 ${more} \u00b7 ${hide}`;
}
