// The decoration types, made once for the life of the extension: 14 tints and 7 marks. Three more are made where they
// are used, 24 in all. What stands in the text beside its characters shares one type; its look is set per range.
import * as vscode from "vscode";
import { COLOURS, cssVariable, LEVELS, tintColour } from "../../state/ids";
import { Disposables } from "../../state/lifetime";
import { TINTED_TEXT_LEVEL } from "../../state/palette";

const colour = (id: string) => new vscode.ThemeColor(id);
const CLOSED = vscode.DecorationRangeBehavior.ClosedClosed;

/**
 * Round, so that shape alone tells a cause from a target; what decides has a thicker line. In front of the text, since
 * the tints would cover a border.
 */
function roundOutline(width: string): string {
  return `none; outline: ${width} solid ${cssVariable(COLOURS.cause)}; outline-offset: -1px; border-radius: 3px`;
}

export class DecorationTypes implements vscode.Disposable {
  private readonly disposables = new Disposables();
  readonly tints: ReadonlyMap<number, vscode.TextEditorDecorationType>;
  readonly target = this.make({
    border: "1px solid",
    borderColor: colour(COLOURS.target),
    // An outline as well, in front of the text: the editor draws its own word highlights over borders.
    textDecoration: `none; outline: 1px solid ${cssVariable(COLOURS.target)}`,
    overviewRulerColor: colour(COLOURS.target),
    overviewRulerLane: vscode.OverviewRulerLane.Center,
  });
  /** A selection as the target: lines above and below, since an outline would part its letters. */
  readonly longTarget = this.make({
    border: "1px solid",
    borderColor: colour(COLOURS.target),
    textDecoration: `none; box-shadow: inset 0 1px ${cssVariable(COLOURS.target)}, inset 0 -1px ${cssVariable(COLOURS.target)}`,
    overviewRulerColor: colour(COLOURS.target),
    overviewRulerLane: vscode.OverviewRulerLane.Center,
  });
  readonly pin = this.make({
    border: "1px dotted",
    borderColor: colour(COLOURS.pin),
    overviewRulerColor: colour(COLOURS.pin),
    overviewRulerLane: vscode.OverviewRulerLane.Left,
  });
  readonly enough = this.make({ textDecoration: roundOutline("1px") });
  readonly decisive = this.make({
    textDecoration: roundOutline("2px"),
    overviewRulerColor: colour(COLOURS.cause),
    overviewRulerLane: vscode.OverviewRulerLane.Right,
  });
  /** Line-end marks of all buckets, and the prediction. */
  readonly attached = this.make({});
  /** Not read yet: hatched, not a colour that could be mistaken for a value. */
  readonly pending = this.make({
    textDecoration: `none; background-image: repeating-linear-gradient(135deg, transparent 0 6px, ${cssVariable(COLOURS.pending)} 6px 7px)`,
  });

  constructor() {
    const tints = new Map<number, vscode.TextEditorDecorationType>();
    for (let level = 1; level <= LEVELS; level++) {
      tints.set(level, this.makeTint(level));
      tints.set(-level, this.makeTint(-level));
    }
    this.tints = tints;
  }

  get all(): readonly vscode.TextEditorDecorationType[] {
    const { target, longTarget, pin, enough, decisive, attached, pending } = this;
    return [...this.tints.values(), target, longTarget, pin, enough, decisive, attached, pending];
  }

  dispose(): void {
    this.disposables.dispose();
  }

  /** The sign shows in the colour and in the underline: solid where it raises, dotted where it lowers. */
  private makeTint(bucket: number): vscode.TextEditorDecorationType {
    const line = colour(bucket > 0 ? COLOURS.positiveLine : COLOURS.negativeLine);
    return this.make({
      backgroundColor: colour(tintColour(bucket)),
      borderStyle: bucket > 0 ? "solid" : "dotted",
      borderWidth: "0 0 2px 0",
      borderColor: line,
      ...(Math.abs(bucket) >= TINTED_TEXT_LEVEL ? { color: colour(COLOURS.tintedText) } : {}),
    });
  }

  private make(options: vscode.DecorationRenderOptions): vscode.TextEditorDecorationType {
    return this.disposables.add(
      vscode.window.createTextEditorDecorationType({ rangeBehavior: CLOSED, ...options }),
    );
  }
}
