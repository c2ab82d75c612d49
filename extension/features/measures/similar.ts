// Find Similar Moments: where else in the text the net is in a situation like that of the caret or of a pin, by three criteria.
// Moving through the list shows each place, Enter goes there. The words are those of the command line.
import * as vscode from "vscode";
import {
  SIGNATURE,
  SIMILARITIES,
  type Similarity,
} from "../../../server/protocol/vocabulary/similarity";
import type { Measure } from "../../../server/protocol/wire/measures";
import {
  type PlacedMoment,
  type SimilarFound,
  similarRequest,
} from "../../../server/protocol/wire/similarity";
import { byteName } from "../../../server/protocol/words/byteNames";
import { l10n, marked, translated } from "../../../server/protocol/words/l10n";
import { count, three } from "../../../server/protocol/words/numbers";
import {
  CONTEXT,
  cosine,
  criteriaOf,
  momentName,
  NOTHING_TO_COMPARE,
  similarHeadline,
  similarText,
} from "../../../server/protocol/words/similarity";
import { nameText } from "../../../server/protocol/words/visibleText";
import type { ByteMark } from "../../host/byteMark";
import type { Commands } from "../../host/commands";
import { editorOf, goTo, nameOf } from "../../host/editors";
import { type ListGroup, list } from "../../host/list";
import { copyJson, showReading } from "../../host/readings";
import { readyFile } from "../../host/switchedOn";
import { CannotRun, textChanged } from "../../state/cannotRun";
import { focusAt, placeOf } from "../../state/focus";
import { COMMANDS } from "../../state/ids";
import { linkTarget } from "../../state/links";
import { type MeasureParts, offIn } from "./commands";

const TITLE = marked("Similar moments");

interface MomentItem extends vscode.QuickPickItem {
  readonly moment: PlacedMoment;
}

export class SimilarMoments {
  constructor(private readonly mark: ByteMark) {}

  commands(parts: MeasureParts): Commands {
    return { [COMMANDS.findSimilar]: (argument) => this.find(parts, argument) };
  }

  private async find(parts: MeasureParts, argument: unknown): Promise<void> {
    const link = linkTarget(argument);
    const editor = editorOf(link);
    const { document, selection } = editor;
    const name = nameOf(document);
    if (!parts.switchedOn.isOn(document)) throw offIn(name);
    const focus = link ?? focusAt(document, selection.active);
    if (focus.utf16 < 0) throw new CannotRun(l10n`This pin is gone.`);
    if (focus.wider)
      throw new CannotRun(
        l10n`Similar moments are those of one byte's prediction: pin a byte, or put the caret before one.`,
      );
    await readyFile(parts, document);
    const { depth, method } = parts.config.settings;
    const measure = await parts.measures.run(similarRequest, "similar", name, {
      uri: document.uri.toString(),
      version: document.version,
      place: placeOf(document, focus),
      depth: Math.max(SIGNATURE.low, Math.min(SIGNATURE.high, depth)),
      ...(method === "gated" ? { method } : {}),
    });
    if (!measure) return;
    if (measure.version !== document.version) throw textChanged();
    await this.walk(editor, measure, name);
  }

  /** Ends where the user was, unless a moment is chosen. */
  private async walk(
    editor: vscode.TextEditor,
    measure: Measure<SimilarFound>,
    name: string,
  ): Promise<void> {
    const { document } = editor;
    const { found } = measure.result;
    const groups = groupsOf(document, measure.result);
    if (groups.every(({ rows }) => rows.length === 0)) throw new CannotRun(whyNone(measure.result));
    const [seen] = editor.visibleRanges;
    const controller = new AbortController();
    const { signal } = controller;
    const starts = new Map(
      Object.values(measure.result.placed)
        .flat()
        .map(({ position, span }) => [position, span.utf16Start]),
    );
    const textBefore = (t: number) => textBeforeSpan(document, starts.get(t) ?? 0);
    const read = () =>
      showReading(
        translated(TITLE),
        `${similarText(found, { ...measure, text: name }, textBefore)}\n`,
        true,
      );
    const edited = vscode.workspace.onDidChangeTextDocument((change) => {
      if (change.document === document && change.contentChanges.length > 0)
        controller.abort(textChanged());
    });
    try {
      const chosen = await list({
        title: found.targetIsTrue
          ? l10n`Moments like ${momentName(found)}`
          : l10n`Moments like the end`,
        placeholder: similarHeadline(found),
        matchOnDescription: true,
        rows: () => groups,
        moved: ({ moment }) => this.mark.show(editor, moment.span, ""),
        buttons: [
          {
            icon: "copy",
            tooltip: l10n`Copy as JSON`,
            run: () => copyJson(found, `"${translated(TITLE)}"`),
          },
          { icon: "output", tooltip: l10n`Read as Text`, run: read },
        ],
        signal,
      });
      if (chosen && chosen !== "back") await goTo(editor, chosen.moment.span.utf16Start);
      else if (seen) editor.revealRange(seen, vscode.TextEditorRevealType.AtTop);
    } finally {
      edited.dispose();
      this.mark.clear();
    }
  }
}

function groupsOf(
  document: vscode.TextDocument,
  { found, placed }: SimilarFound,
): ListGroup<MomentItem>[] {
  return criteriaOf(found).map((name) => ({
    heading: headingOf(name, found),
    rows: placed[name].map((moment) => itemOf(document, moment)),
  }));
}

function headingOf(name: Similarity, { by }: SimilarFound["found"]): string {
  const { label } = SIMILARITIES[name];
  const chance = by[name]?.chance;
  return chance ? l10n`${label}; 99\u00a0% by chance \u2264 ${cosine(chance.percentile99)}` : label;
}

function itemOf(document: vscode.TextDocument, moment: PlacedMoment): MomentItem {
  const { similarity, distance, target, span, position } = moment;
  const { line, character } = document.positionAt(span.utf16Start);
  const far = distance === undefined ? "" : l10n`, distance ${three(distance)}`;
  return {
    label: `${nameText(textBeforeSpan(document, span.utf16Start))} \u2192 ${byteName(target)}`,
    description: l10n`cosine ${cosine(similarity)}, line ${count(line + 1)}, column ${count(character + 1)}, t = ${count(position)}${far}`,
    moment,
  };
}

function textBeforeSpan(document: vscode.TextDocument, utf16: number): string {
  const start = document.positionAt(Math.max(0, utf16 - CONTEXT));
  return document.getText(new vscode.Range(start, document.positionAt(utf16)));
}

function whyNone({ found }: SimilarFound): string {
  const [name] = criteriaOf(found).filter((each) => found.by[each] === null);
  if (name) return NOTHING_TO_COMPARE[name];
  return l10n`No other position of this text can be compared: all are within ${found.near} bytes of this one.`;
}
