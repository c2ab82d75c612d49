// The loss curve of the last run over each text, bits per byte by epoch, built from progress reports: one point per epoch,
// thinned when there are too many to draw. Kept until the next run over the same text, and found only by that text.
import type * as vscode from "vscode";
import type { TrainChoices } from "../../server/protocol/vocabulary/training";
import type { LossCurve, LossPoint } from "../../server/protocol/wire/sidebar";
import type { TextSource, TrainProgress, TrainResult } from "../../server/protocol/wire/training";
import type { LeftOut } from "../../server/protocol/words/trainedFiles";
import { Emitter } from "./lifetime";
import { visible } from "./literal";

/** More points could not be told apart in a narrow sidebar or read in a table. */
const MOST_POINTS = 200;

export function newCurve(name: string, target: number | undefined): LossCurve {
  const empty = { predictions: null, heldOutBytes: 0, planned: null, isOlder: false, points: [] };
  return { name: visible(name), target: target ?? null, state: "running", ...empty };
}

export function withProgress(curve: LossCurve, progress: TrainProgress): LossCurve {
  const { bytes, heldOutBytes, planned, epoch } = progress;
  const { bitsPerByte: best, runningBitsPerByte: running } = progress;
  const point = { epoch, running, best };
  const points = running === null && best === null ? curve.points : withPoint(curve.points, point);
  return { ...curve, predictions: bytes - 1, heldOutBytes, planned, points };
}

/**
 * @param result undefined if the run ended without one
 * @param isCancelled whether the user cancelled before there could be a result
 */
export function ended(
  curve: LossCurve,
  result: TrainResult | undefined,
  isCancelled = false,
): LossCurve {
  if (!result) return { ...curve, state: isCancelled ? "cancelled" : "stopped" };
  const { cancelled, bytes, epochs, measured, bitsPerByte } = result;
  const last = curve.points.at(-1);
  const best = measured ? bitsPerByte : (last?.best ?? null);
  const epoch = Math.max(1, epochs);
  const point = { epoch, running: last?.epoch === epoch ? last.running : null, best };
  return {
    ...curve,
    state: cancelled ? "cancelled" : "done",
    predictions: bytes - 1,
    points: best === null ? curve.points : withPoint(curve.points, point),
  };
}

function withPoint(points: readonly LossPoint[], point: LossPoint): readonly LossPoint[] {
  const before = points.filter(({ epoch }) => epoch < point.epoch);
  const all = [...before, point];
  return all.length > MOST_POINTS ? thinned(all) : all;
}

/** Keeps the first and the last point. */
function thinned(points: readonly LossPoint[]): readonly LossPoint[] {
  return points.filter((_, i) => i % 2 === 0 || i === points.length - 1);
}

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

  /** @param addressOf how the server is told of a file (host/fileAddress.ts) */
  constructor(private readonly addressOf: (uri: vscode.Uri) => string) {}

  /** The curve of the newest run that trained on this document, alone or with other files. */
  of({ uri }: vscode.TextDocument): LossCurve | null {
    const isOver = ({ order: { key, source } }: Kept) =>
      key === uri.toString() ||
      (source.kind === "files" && source.paths.includes(this.addressOf(uri)));
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
