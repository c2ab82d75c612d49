// The sentences shown during and after training, one line each, with their numbers.
import type {
  ComparisonResult,
  TrainProgress,
  TrainResult,
} from "../../../server/protocol/wire/training";
import { l10n, marked, translated } from "../../../server/protocol/words/l10n";
import { trainedNetName } from "../../../server/protocol/words/netNames";
import { count, several, three } from "../../../server/protocol/words/numbers";
import {
  comparisonRows,
  SPARSITY_BELONGS_TO_THE_MODEL,
} from "../../../server/protocol/words/paper";
import { filesLine, type LeftOut } from "../../../server/protocol/words/trainedFiles";

/** 'GRU 96, epoch 12 of 30, 0.31 bits per byte, 3 s left' */
export function progressWords(progress: TrainProgress): string {
  const bits = bitsOf(progress);
  const { cell, hiddenSize, epoch, planned, secondsLeft } = progress;
  return [
    trainedNetName(cell, hiddenSize),
    l10n`epoch ${count(epoch)} of ${count(planned)}`,
    ...(bits === null ? [] : [l10n`${short(bits)} bits per byte`]),
    ...(secondsLeft === null ? [] : [l10n`${duration(secondsLeft)} left`]),
  ].join(", ");
}

/** For the status bar, with the editor's $(icon) names. */
export function statusText(progress: TrainProgress | null): string {
  const bits = progress && bitsOf(progress);
  if (progress === null || bits === null) return l10n`$(loading~spin) training`;
  const { epoch, planned } = progress;
  return l10n`$(loading~spin) training: ${short(bits)} bits/byte \u00b7 epoch ${count(epoch)}/${count(planned)}`;
}

/** Share of the planned epochs that are done, 0..1. */
export function shareDone({ epoch, planned }: TrainProgress): number {
  return planned > 0 ? Math.min(1, Math.max(0, (epoch - 1) / planned)) : 0;
}

export const NOTHING_LEARNT = marked("Training cancelled before anything was learnt.");

export function doneWords(result: TrainResult, target: number | undefined): string {
  const { bitsPerByte, epochs, cancelled, kept, measured, reached, heldOutBytes } = result;
  if (!kept || bitsPerByte === null) return translated(NOTHING_LEARNT);
  const net = trainedNetName(result.cell, result.hiddenSize);
  const after = several(epochs, "epoch");
  const number = three(bitsPerByte);
  const bits = measured ? l10n`${number} bits per byte` : l10n`about ${number} bits per byte`;
  const over = heldOutBytes > 0 ? l10n`held out` : l10n`in sample`;
  if (cancelled)
    return l10n`Training cancelled; the best model so far is kept: ${net}, ${bits} in ${after}${measured ? ` (${over})` : ""}.`;
  const missed = !reached && target !== undefined ? l10n`; ${target} was not reached` : "";
  return l10n`Trained ${net}: ${bits} in ${after} (${over})${missed}.`;
}

/** For several files: the sentence that says which were used and which were left out. */
export function filesWords(
  { kept, files }: TrainResult,
  leftOut: readonly LeftOut[] = [],
): string[] {
  return kept && files ? [`${filesLine(files.used, [...leftOut, ...files.leftOut])}.`] : [];
}

/** Lines for the log and the details. */
export function resultLines(result: TrainResult, name: string): string[] {
  const { bytes, heldOutBytes, cell, hiddenSize, seed, seconds, textSha256, outputPath } = result;
  const judged = heldOutBytes > 0 ? [l10n`Held out: ${count(heldOutBytes)} bytes`] : [];
  return [
    l10n`Text: ${name}, ${count(bytes)} bytes, sha256 ${textSha256.slice(0, 12)}`,
    ...judged,
    l10n`Model: ${outputPath.split(/[\\/]/).at(-1)}`,
    l10n`${trainedNetName(cell, hiddenSize)}, seed ${seed}, ${three(seconds)} s`,
  ];
}

export function comparisonLines(found: ComparisonResult): string[] {
  const rows = comparisonRows(found).map(
    ([name, here, paper]) => l10n`${name}: ${here} (paper: ${paper})`,
  );
  const over = l10n`Over ${count(found.predictions)} predictions, the ratios over ${count(found.positions)} of them.`;
  return [...rows, over, SPARSITY_BELONGS_TO_THE_MODEL];
}

function bitsOf({ bitsPerByte, runningBitsPerByte }: TrainProgress): number | null {
  return bitsPerByte ?? runningBitsPerByte;
}

/** Two digits while the number is falling: more would only flicker. */
function short(bits: number): string {
  return bits >= 0.1 ? bits.toFixed(2) : bits.toFixed(3);
}

function duration(seconds: number): string {
  if (seconds < 1) return l10n`less than 1 s`;
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return l10n`${Math.round(seconds / 60)} min`;
  return `${three(seconds / 3600)} h`;
}
