// The loss curve of the last run over each text, kept until the next run over the same text. A curve is found only by
// its own text.

import type * as vscode from "vscode";
import type { TrainChoices } from "../../server/protocol/vocabulary/training";
import type { LossCurve } from "../../server/protocol/wire/sidebar";
import type { TextSource, TrainProgress, TrainResult } from "../../server/protocol/wire/training";
import type { LeftOut } from "../../server/protocol/words/trainedFiles";
import { ended, newCurve, withProgress } from "./curve";
import { Emitter } from "./lifetime";

export interface TrainOrder {
  /** Identifies what is trained on; only one run per key at a time. */
  readonly key: string;
  readonly name: string;
  readonly source: TextSource;
  /** For a folder: the files that are not in `source`, and why. */
  readonly leftOut?: readonly LeftOut[];
  readonly choices: TrainChoices;
  readonly startFrom?: string;
  readonly outputPath: string;
}

const MOST_TEXTS = 8;

interface Kept {
  readonly order: TrainOrder;
  curve: LossCurve;
}

export class Curves {
  private readonly changed = new Emitter<void>();
  /** Oldest first. */
  private kept: readonly Kept[] = [];
  /** Fires when a run begins, makes progress or ends. */
  readonly onDidChange = this.changed.event;

  /** The curve of the newest run that trained on this document, alone or with other files. */
  of({ uri }: vscode.TextDocument): LossCurve | null {
    const isOver = ({ order: { key, source } }: Kept) =>
      key === uri.toString() || (source.kind === "files" && source.paths.includes(uri.fsPath));
    return this.kept.findLast(isOver)?.curve ?? null;
  }

  begin(order: TrainOrder): void {
    const others = this.kept.filter((kept) => kept.order.key !== order.key);
    const curve = newCurve(order.name, order.choices.untilBitsPerByte);
    this.kept = [...others, { order, curve }].slice(-MOST_TEXTS);
    this.changed.fire();
  }

  progress(order: TrainOrder, progress: TrainProgress): void {
    this.change(order, (curve) => withProgress(curve, progress));
  }

  end(order: TrainOrder, result: TrainResult | undefined, isCancelled: boolean): void {
    this.change(order, (curve) => ended(curve, result, isCancelled));
  }

  edited({ uri }: vscode.TextDocument): void {
    for (const kept of this.kept) {
      if (kept.order.key === uri.toString()) kept.curve = { ...kept.curve, isOlder: true };
    }
  }

  private change(order: TrainOrder, change: (curve: LossCurve) => LossCurve): void {
    const kept = this.kept.find((one) => one.order === order);
    if (!kept) return;
    kept.curve = change(kept.curve);
    this.changed.fire();
  }
}
