// Analyse Skip Patterns: what was found as a page, and as a list in any of three orders whose rows are walked through in
// the text, forwards and backwards. The words of the page are those of the command line.
import * as vscode from "vscode";
import type { Measure } from "../../../server/protocol/wire/measures";
import type { PatternsFound } from "../../../server/protocol/wire/patterns";
import { patternAtRequest, patternsRequest } from "../../../server/protocol/wire/patterns";
import type { PatternRowJson } from "../../../server/protocol/wire/patternsJson";
import { l10n, marked, translated } from "../../../server/protocol/words/l10n";
import { count, percent, several } from "../../../server/protocol/words/numbers";
import {
  listedSentence,
  patternNames,
  patternPlaces,
  patternsHeadline,
} from "../../../server/protocol/words/patterns";
import { patternsText } from "../../../server/protocol/words/patternsPage";
import { askFor } from "../../host/asking";
import type { Commands } from "../../host/commands";
import { eligibleEditor, nameOf, rangeIn } from "../../host/editors";
import { list } from "../../host/list";
import { inform } from "../../host/notices";
import type { OpenFiles } from "../../host/openFiles";
import { copyJson, showReading } from "../../host/readings";
import { readyFile } from "../../host/switchedOn";
import { CannotRun } from "../../state/cannotRun";
import { COMMANDS } from "../../state/ids";
import { type MeasureParts, offIn } from "./commands";
import { OccurrenceWalk } from "./occurrences";

/** What an analysis found of a text. */
interface Analysed {
  readonly measure: Measure<PatternsFound>;
  /** sha256 of the model that it was analysed with. */
  readonly model: string;
}

const ORDERS = {
  times: { icon: "list-ordered", tooltip: marked("Most frequent first") },
  share: { icon: "graph", tooltip: marked("Largest share of the gradient first") },
  place: { icon: "arrow-down", tooltip: marked("In the order of the text") },
} as const;
type Order = keyof typeof ORDERS;

/** The list is opened again in another order. */
class Resort extends Error {
  constructor(readonly order: Order) {
    super(order);
  }
}

export class PatternAnalyses implements vscode.Disposable {
  private readonly analysed = new WeakMap<vscode.TextDocument, Analysed>();
  private readonly walk = new OccurrenceWalk();
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly listening: vscode.Disposable;
  /** Fires when a text has been analysed, and when a walk through occurrences begins or ends. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly files: OpenFiles) {
    const endOld = (document: vscode.TextDocument) => {
      const own = this.analysed.get(document);
      if (own && (!files.get(document) || this.whyOld(document, own))) this.walk.end(document);
    };
    this.listening = vscode.Disposable.from(
      this.walk.onDidChange(() => this.changed.fire()),
      vscode.workspace.onDidChangeTextDocument(({ document }) => endOld(document)),
      files.onDidChange(() => {
        for (const { document } of vscode.window.visibleTextEditors) endOld(document);
      }),
    );
  }

  /** Whether the text, as it is or was, has been analysed since it was opened. */
  has(document: vscode.TextDocument): boolean {
    return this.analysed.has(document);
  }

  /** Whether the occurrences of a pattern are stepped through in it. */
  isWalked(document: vscode.TextDocument): boolean {
    return this.walk.has(document);
  }

  /** What the last analysis of a text was asked; undefined if it has not been analysed. */
  questionOf(document: vscode.TextDocument) {
    const found = this.analysed.get(document)?.measure.result.found;
    return found && { maxOffset: found.maxOffset, levels: found.offsets.length };
  }

  commands(parts: MeasureParts): Commands {
    return {
      [COMMANDS.analysePatterns]: () => this.analyse(parts),
      [COMMANDS.stepThroughPatterns]: () => this.choose(parts, "times"),
      [COMMANDS.nextOccurrence]: () => this.step(1),
      [COMMANDS.previousOccurrence]: () => this.step(-1),
    };
  }

  dispose(): void {
    this.listening.dispose();
    this.walk.dispose();
    this.changed.dispose();
  }

  private async analyse(parts: MeasureParts): Promise<void> {
    const { document } = eligibleEditor();
    const name = nameOf(document);
    if (!parts.switchedOn.isOn(document)) throw offIn(name);
    const { phase } = await readyFile(parts, document);
    if (phase.kind !== "ready") return;
    const { sha256 } = phase.model;
    const asked = { uri: document.uri.toString(), version: document.version };
    const measure = await parts.measures.run(patternsRequest, "patterns", name, asked);
    if (!measure) return;
    this.walk.end(document);
    this.analysed.set(document, { measure, model: sha256 });
    this.changed.fire();
    const { found, rows } = measure.result;
    const { bytes, model } = measure;
    const page = patternsText(found, { text: name, model, bytes }, rows);
    await showReading(l10n`Skip patterns`, `${page}\n`, true);
    const [walk, copy] = [l10n`Step Through Patterns`, l10n`Copy as JSON`];
    const answer = await inform(headlineOf(measure), walk, copy);
    if (answer === copy) await copyJson(found, l10n`"Skip patterns"`);
    else if (answer === walk) {
      await vscode.window.showTextDocument(document);
      await this.choose(parts, "times");
    }
  }

  private async choose(parts: MeasureParts, order: Order): Promise<void> {
    const editor = eligibleEditor();
    const own = this.current(editor.document);
    const { found, rows } = own.measure.result;
    const controller = new AbortController();
    const buttons = (Object.keys(ORDERS) as Order[])
      .filter((other) => other !== order)
      .map((other) => ({
        icon: ORDERS[other].icon,
        tooltip: translated(ORDERS[other].tooltip),
        run: () => controller.abort(new Resort(other)),
      }));
    try {
      const all = found.supports.reduce((total, { patterns }) => total + patterns, 0);
      const chosen = await list({
        title: l10n`${listedSentence(all, rows.length)}, bytes at ${patternPlaces(found.offsets)} (offset d is lag k = d \u2212 1)`,
        placeholder: headlineOf(own.measure),
        matchOnDescription: true,
        rows: () => [
          { heading: translated(ORDERS[order].tooltip), rows: rowsIn(order, own.measure) },
        ],
        buttons,
        signal: controller.signal,
      });
      if (!chosen || chosen === "back") return;
      await this.walkThrough(parts, editor, own, chosen.pattern);
    } catch (error) {
      if (!(error instanceof Resort)) throw error;
      await this.choose(parts, error.order);
    }
  }

  private async walkThrough(
    parts: MeasureParts,
    editor: vscode.TextEditor,
    own: Analysed,
    { position }: PatternRowJson,
  ): Promise<void> {
    const { document } = editor;
    const uri = document.uri.toString();
    const place = { kind: "byte", byte: position } as const;
    const params = { uri, version: own.measure.version, place };
    const answer = await askFor(parts.server, patternAtRequest, params);
    // After a restart of the server it has to be analysed again.
    if (answer?.kind === "noPattern") throw new CannotRun(answer.sentence, ANALYSE);
    if (answer?.kind !== "pattern" || this.current(document) !== own) return;
    const ranges = answer.occurrences.map((span) => rangeIn(document, span));
    const all = answer.active.levels.at(-1)?.patternCount ?? ranges.length;
    this.walk.begin(editor, { ranges, all });
  }

  private step(by: 1 | -1): void {
    const editor = eligibleEditor();
    this.current(editor.document);
    if (!this.walk.step(editor, by))
      throw new CannotRun(l10n`Choose a skip pattern to step through first.`, STEP);
  }

  private current(document: vscode.TextDocument): Analysed {
    const own = this.analysed.get(document);
    const name = nameOf(document);
    if (!own)
      throw new CannotRun(l10n`The skip patterns of ${name} have not been analysed.`, ANALYSE);
    const why = this.whyOld(document, own);
    if (why !== undefined) throw new CannotRun(why, ANALYSE);
    return own;
  }

  /** Why what was found is not of the text and the model as they are now. */
  private whyOld(document: vscode.TextDocument, { measure, model }: Analysed): string | undefined {
    const name = nameOf(document);
    if (measure.version !== document.version)
      return l10n`${name} has changed since its skip patterns were analysed.`;
    const phase = this.files.get(document)?.phase;
    if (phase?.kind === "ready" && phase.model.sha256 !== model)
      return l10n`The model of ${name} has changed since its skip patterns were analysed.`;
    return undefined;
  }
}

const ANALYSE = { label: marked("Analyse"), command: COMMANDS.analysePatterns };
const STEP = { label: marked("Choose"), command: COMMANDS.stepThroughPatterns };

function headlineOf({ result: { found } }: Measure<PatternsFound>): string {
  if (found.explained) return patternsHeadline(found, found.explained);
  return `${several(found.offsets.length, "skip offset")}: ${found.offsets.join(" ")}`;
}

function rowsIn(order: Order, { result: { found, rows } }: Measure<PatternsFound>) {
  const sorted = [...rows].sort((a, b) => {
    if (order === "place") return a.position - b.position;
    const [first, second] = [a, b].map((row) =>
      order === "share" ? (row.share ?? 0) : row.support,
    );
    return (second ?? 0) - (first ?? 0) || a.position - b.position;
  });
  return sorted.map((pattern) => ({
    label: patternNames(found.offsets, pattern),
    description: l10n`${timesWords(pattern.support)}, ${percent(pattern.share ?? 0)} of the gradient, first at byte ${count(pattern.position)}`,
    pattern,
  }));
}

const timesWords = (n: number) => (n === 1 ? l10n`once` : l10n`${count(n)} times`);
