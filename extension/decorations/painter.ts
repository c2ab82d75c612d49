// Puts a picture on one text editor: offsets become ranges, only what is on the screen and one screen
// around it is drawn, and never more than 5,000 ranges. What to draw is decided elsewhere.
import * as vscode from "vscode";
import type { Span } from "../../server/protocol/messages";
import { COLOURS, tintColour } from "../ids";
import type { LineEndMark, Picture } from "./picture";
import type { DecorationTypes } from "./types";

const MOST_RANGES = 5000;

export interface Prediction {
  /** Where the caret stands. */
  readonly at: vscode.Position;
  readonly text: string;
}

export interface Canvas {
  readonly picture: Picture;
  readonly pins: readonly Span[];
  /** Outlined like the picture's own target. */
  readonly alsoTargets: readonly Span[];
  readonly prediction: Prediction | null;
  /** Not read yet by the forward pass. */
  readonly pending: readonly Span[];
}

export class Painter {
  /** What an editor shows of each type is sent to it; that it still shows nothing is not sent again. */
  private readonly used = new WeakMap<vscode.TextEditor, Set<vscode.TextEditorDecorationType>>();

  constructor(private readonly types: DecorationTypes) {}

  paint(editor: vscode.TextEditor, canvas: Canvas): void {
    const { document } = editor;
    const near = nearbyLines(editor);
    const toRange = (span: Span) =>
      new vscode.Range(document.positionAt(span.utf16Start), document.positionAt(span.utf16End));
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
      this.set(editor, type, byBucket.get(bucket) ?? []);
    }
    const { target } = canvas.picture;
    const targets = [...(target ? [target] : []), ...canvas.alsoTargets];
    this.set(editor, this.types.target, targets.map(toRange));
    this.set(editor, this.types.pin, canvas.pins.map(toRange));
    this.set(editor, this.types.pending, canvas.pending.map(toRange));
    this.set(editor, this.types.lineEnd, lineEndOptions(canvas.picture.lineEnds, toRange));
    this.set(editor, this.types.prediction, predictionOptions(document, canvas.prediction));
  }

  clear(editor: vscode.TextEditor): void {
    for (const type of this.types.all) this.set(editor, type, []);
  }

  private set(
    editor: vscode.TextEditor,
    type: vscode.TextEditorDecorationType,
    ranges: vscode.Range[] | vscode.DecorationOptions[],
  ): void {
    let used = this.used.get(editor);
    if (!used) {
      used = new Set();
      this.used.set(editor, used);
    }
    if (ranges.length > 0) used.add(type);
    else if (!used.delete(type)) return;
    editor.setDecorations(type, ranges);
  }
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
      ? { border: "2px solid", borderColor: new vscode.ThemeColor(COLOURS.target) }
      : {
          border: mark.bucket > 0 ? "1px solid" : "1px dotted",
          borderColor: new vscode.ThemeColor(sign),
        };
    const after = { contentText: "\u21b5", margin: "0 0 0 2px", ...tint, ...edge };
    return { range: new vscode.Range(at, at), renderOptions: { after } };
  });
}

/** The prediction as dim text at the end of the caret's line: moving the caret never shifts the text. */
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
