// Paints a picture on one text editor: converts offsets to ranges, draws only the visible lines and one screen around
// them, and never more than 5,000 ranges. It does not decide what to draw.
import * as vscode from "vscode";
import type { Span } from "../../../server/protocol/wire/messages";
import { rangeIn } from "../../host/editors";
import { COLOURS, type ColourId, tintColour } from "../../state/ids";
import type { LineEndMark, Picture } from "../../state/picture";
import type { DecorationTypes } from "./types";

const MOST_RANGES = 5000;

export interface Prediction {
  /** The caret. */
  readonly at: vscode.Position;
  readonly text: string;
}

export interface Canvas {
  readonly picture: Picture;
  readonly pins: readonly Span[];
  /** Outlined like the picture's target. */
  readonly alsoTargets: readonly Span[];
  readonly prediction: Prediction | null;
  /** Not read yet by the forward pass. */
  readonly pending: readonly Span[];
}

/** The ranges an editor was last given for one type, and the text version: the editor itself moves them with edits. */
interface Given {
  readonly version: number;
  readonly ranges: readonly vscode.Range[];
}

export class Painter {
  /** By type, so that ranges an editor already shows, or an empty list it already has, are not sent again. */
  private readonly given = new WeakMap<
    vscode.TextEditor,
    Map<vscode.TextEditorDecorationType, Given>
  >();

  constructor(private readonly types: DecorationTypes) {}

  paint(editor: vscode.TextEditor, canvas: Canvas): void {
    const { document } = editor;
    const near = nearbyLines(editor);
    const toRange = (span: Span) => rangeIn(document, span);
    const isNear = (range: vscode.Range) =>
      near.some((lines) => range.end.line >= lines.start && range.start.line <= lines.end);

    const byBucket = new Map<number, vscode.Range[]>();
    let left = MOST_RANGES;
    for (const run of canvas.picture.runs) {
      const range = toRange(run);
      if (left <= 0 || !isNear(range)) continue;
      left--;
      const ranges = byBucket.get(run.bucket);
      if (ranges) ranges.push(range);
      else byBucket.set(run.bucket, [range]);
    }
    for (const [bucket, type] of this.types.tints) {
      this.setRanges(editor, type, byBucket.get(bucket) ?? []);
    }
    const { target } = canvas.picture;
    const targets = [...(target ? [target] : []), ...canvas.alsoTargets].map(toRange);
    const isLong = (range: vscode.Range) => charactersIn(document, range) > 1;
    this.setRanges(
      editor,
      this.types.target,
      targets.filter((range) => !isLong(range)),
    );
    this.setRanges(editor, this.types.longTarget, targets.filter(isLong));
    for (const kind of ["enough", "decisive"] as const) {
      const marks = canvas.picture.causes.filter((mark) => mark.kind === kind);
      this.setRanges(editor, this.types[kind], marks.map(toRange));
    }
    this.setRanges(editor, this.types.pin, canvas.pins.map(toRange));
    this.setRanges(editor, this.types.pending, canvas.pending.map(toRange));
    // The prediction comes second, so that it stands behind its line's end.
    this.setOptions(editor, this.types.attached, [
      ...lineEndOptions(canvas.picture.lineEnds, toRange),
      ...predictionOptions(document, canvas.prediction),
    ]);
  }

  clear(editor: vscode.TextEditor): void {
    for (const type of this.types.all) this.setRanges(editor, type, []);
  }

  private setRanges(
    editor: vscode.TextEditor,
    type: vscode.TextEditorDecorationType,
    ranges: readonly vscode.Range[],
  ): void {
    const { version } = editor.document;
    const last = this.givenTo(editor).get(type);
    const isSame =
      last?.version === version &&
      last.ranges.length === ranges.length &&
      last.ranges.every((range, i) => ranges[i]?.isEqual(range));
    if (isSame || (!last && ranges.length === 0)) return;
    this.note(editor, type, ranges);
    editor.setDecorations(type, ranges);
  }

  /** Decorations with their own text or colours are always sent, not compared. */
  private setOptions(
    editor: vscode.TextEditor,
    type: vscode.TextEditorDecorationType,
    options: readonly vscode.DecorationOptions[],
  ): void {
    if (options.length === 0 && !this.givenTo(editor).has(type)) return;
    this.note(
      editor,
      type,
      options.map(({ range }) => range),
    );
    editor.setDecorations(type, options);
  }

  private note(
    editor: vscode.TextEditor,
    type: vscode.TextEditorDecorationType,
    ranges: readonly vscode.Range[],
  ): void {
    const given = this.givenTo(editor);
    if (ranges.length > 0) given.set(type, { version: editor.document.version, ranges });
    else given.delete(type);
  }

  private givenTo(editor: vscode.TextEditor): Map<vscode.TextEditorDecorationType, Given> {
    const known = this.given.get(editor);
    if (known) return known;
    const given = new Map<vscode.TextEditorDecorationType, Given>();
    this.given.set(editor, given);
    return given;
  }
}

/** A line end is one, whatever its bytes. */
function charactersIn(document: vscode.TextDocument, range: vscode.Range): number {
  return [...document.getText(range).replaceAll("\r\n", "\n")].length;
}

/** The visible lines and one screen around them. */
function nearbyLines(editor: vscode.TextEditor): readonly { start: number; end: number }[] {
  return editor.visibleRanges.map((range) => {
    const screen = range.end.line - range.start.line + 1;
    return { start: range.start.line - screen, end: range.end.line + screen };
  });
}

function lineEndOptions(
  marks: readonly LineEndMark[],
  toRange: (span: Span) => vscode.Range,
): vscode.DecorationOptions[] {
  return marks.map((mark) => {
    const at = toRange(mark).start;
    const sign = mark.bucket > 0 ? COLOURS.positiveLine : COLOURS.negativeLine;
    const tint =
      mark.bucket === 0 ? {} : { backgroundColor: new vscode.ThemeColor(tintColour(mark.bucket)) };
    const edge = mark.target
      ? lineEndEdge("2px solid", COLOURS.target)
      : mark.cause
        ? lineEndEdge(`${CAUSE_WIDTH[mark.cause]} solid`, COLOURS.cause)
        : lineEndEdge(mark.bucket > 0 ? "1px solid" : "1px dotted", sign);
    // Attachments have no border radius of their own.
    const round = mark.cause && !mark.target ? { textDecoration: "none; border-radius: 3px" } : {};
    const after = { contentText: "\u21b5", margin: "0 0 0 2px", ...tint, ...edge, ...round };
    return { range: new vscode.Range(at, at), renderOptions: { after } };
  });
}

const CAUSE_WIDTH = { enough: "1px", decisive: "2px" } as const;

function lineEndEdge(border: string, colour: ColourId) {
  return { border, borderColor: new vscode.ThemeColor(colour) };
}

/** The prediction as dim text at the end of the caret's line, so that moving the caret never shifts the text. */
function predictionOptions(
  document: vscode.TextDocument,
  prediction: Prediction | null,
): vscode.DecorationOptions[] {
  if (!prediction) return [];
  const end = document.lineAt(prediction.at.line).range.end;
  const after = {
    contentText: `\u00a0\u00a0\u27f6\u00a0${prediction.text.replaceAll(" ", "\u00a0")}\u00a0\u00a0`,
    color: new vscode.ThemeColor(COLOURS.prediction),
    fontStyle: "italic",
  };
  return [{ range: new vscode.Range(end, end), renderOptions: { after } }];
}
