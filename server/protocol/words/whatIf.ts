// What is said of an intervention: a past byte with another value, a neuron changed in the readout. The new number comes
// first, what it replaces second.
import type { NeuronEdit } from "../vocabulary/neuronEdits";
import type { WhatIfByteJson, WhatIfNeuronJson } from "../wire/whatIfJson";
import { l10n } from "./l10n";
import { count, probability, several, three } from "./numbers";

/** A past byte with another value. */
export interface ByteChange {
  readonly value: number;
  /** The loss with it, and what that is more than in the text as it is. */
  readonly bits: number;
  readonly change: number;
  /** How likely the net holds it where the byte stands; null for the first byte of a text. */
  readonly expected: number | null;
}

/**
 * The value in the text, then the other 255, the likeliest first: those that the net expects there most. Without an
 * expectation, those that change the loss most; the smaller value first of equal ones.
 */
export function byteChanges({
  bits,
  value,
  bitsByValue,
  expectedByValue,
}: Pick<WhatIfByteJson, "bits" | "value" | "bitsByValue" | "expectedByValue">): ByteChange[] {
  const all = bitsByValue.map((lost, other) => ({
    value: other,
    bits: lost,
    change: lost - bits,
    expected: expectedByValue?.[other] ?? null,
  }));
  const size = ({ expected, change }: ByteChange) => expected ?? Math.abs(change);
  const first = (a: ByteChange, b: ByteChange) => size(b) - size(a) || a.value - b.value;
  const isOwn = (each: ByteChange) => each.value === value;
  return [...all.filter(isOwn), ...all.filter((each) => !isOwn(each)).sort(first)];
}

/** With 'n' in place of 'm' (k 9): 12.0 bits instead of 0.00523, p 0.000244. @param names of the 256 values */
export function whatIfByteSentence(
  { bits, lag, value, bitsByValue }: Omit<WhatIfByteJson, "model" | "text">,
  names: readonly string[],
  other: number,
): string {
  const changed = bitsByValue[other] ?? Number.NaN;
  if (other === value)
    return l10n`With ${names[value]} (k ${lag}), as in the text: ${three(bits)} bits, p ${probabilityOf(bits)}.`;
  return l10n`With ${names[other]} in place of ${names[value]} (k ${lag}): ${three(changed)} bits instead of ${three(bits)}, p ${probabilityOf(changed)}.`;
}

/** How far the losses may be off, with a space before it; empty if all were run in float64. */
export function withinWords({ within }: Pick<WhatIfByteJson, "within">): string {
  return within > 0 ? l10n` Losses are within ${three(within)} bits.` : "";
}

/**
 * Without h56 in the readout: p 0.910 instead of 0.996; 0.0250 bits per byte more over 40 predictions.
 * @param name of the neuron
 * @param where those predictions are, if that is not clear: 'on the screen'
 */
export function whatIfNeuronSentence(
  name: string,
  { edit, before, after, range }: Pick<WhatIfNeuronJson, "edit" | "before" | "after" | "range">,
  where = "",
): string {
  const p = l10n`p ${probabilityOf(after.bits)} instead of ${probabilityOf(before.bits)}`;
  const over = range ? `; ${changeWords(range)}${where && ` ${where}`}` : "";
  return l10n`${editWords(name, edit)} in the readout: ${p}${over}.`;
}

/** Rank 2 instead of 1, 0.136 bits instead of 0.00524. */
export function rankSentence({
  before,
  after,
}: Pick<WhatIfNeuronJson, "before" | "after">): string {
  const rank = l10n`Rank ${count(after.rank)} instead of ${count(before.rank)}`;
  return l10n`${rank}, ${three(after.bits)} bits instead of ${three(before.bits)}.`;
}

/** Without h56; With h56 flipped; With h56 at 0.5 */
export function editWords(name: string, edit: NeuronEdit): string {
  if (edit.kind === "clamp") return l10n`With ${name} at ${three(edit.value)}`;
  return edit.kind === "zero" ? l10n`Without ${name}` : l10n`With ${name} flipped`;
}

function changeWords({ change, count }: NonNullable<WhatIfNeuronJson["range"]>): string {
  const over = l10n`over ${several(count, "prediction")}`;
  if (change === 0) return l10n`no bits per byte more ${over}`;
  const size = three(Math.abs(change));
  return change > 0
    ? l10n`${size} bits per byte more ${over}`
    : l10n`${size} bits per byte less ${over}`;
}

/** p from the loss: 1 - p keeps its digits near certainty. */
export function probabilityOf(bits: number): string {
  return probability(2 ** -bits, -Math.expm1(-bits * Math.LN2));
}
