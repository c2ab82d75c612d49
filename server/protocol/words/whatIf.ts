// What is said of an intervention: a past byte with another value, a neuron changed in the readout. The new number comes
// first, what it replaces second.
import type { NeuronEdit } from "../vocabulary/neuronEdits";
import type { WhatIfByteJson, WhatIfNeuronJson } from "../wire/whatIfJson";
import { probability, several, three } from "./numbers";

/** With 'n' in place of 'm' (k 9): 12.0 bits instead of 0.00523, p 0.000244. @param names of the 256 values */
export function whatIfByteSentence(
  { bits, lag, value, bitsByValue }: Omit<WhatIfByteJson, "model" | "text">,
  names: readonly string[],
  other: number,
): string {
  const changed = bitsByValue[other] ?? Number.NaN;
  if (other === value)
    return `With ${names[value]} (k ${lag}), as in the text: ${three(bits)} bits, p ${probabilityOf(bits)}.`;
  return `With ${names[other]} in place of ${names[value]} (k ${lag}): ${three(changed)} bits instead of ${three(bits)}, p ${probabilityOf(changed)}.`;
}

/** Without h56 in the readout: p 0.910 instead of 0.996; 0.0250 bits per byte more over 40 predictions. */
export function whatIfNeuronSentence({
  neuron,
  edit,
  before,
  after,
  range,
}: Pick<WhatIfNeuronJson, "neuron" | "edit" | "before" | "after" | "range">): string {
  const p = `p ${probabilityOf(after.bits)} instead of ${probabilityOf(before.bits)}`;
  const over = range ? `; ${changeWords(range)}` : "";
  return `${editWords(neuron, edit)} in the readout: ${p}${over}.`;
}

/** Without h56; With h56 flipped; With h56 at 0.5 */
export function editWords(neuron: number, edit: NeuronEdit): string {
  if (edit.kind === "clamp") return `With h${neuron} at ${three(edit.value)}`;
  return edit.kind === "zero" ? `Without h${neuron}` : `With h${neuron} flipped`;
}

function changeWords({ change, count }: NonNullable<WhatIfNeuronJson["range"]>): string {
  const over = `over ${several(count, "prediction")}`;
  if (change === 0) return `no bits per byte more ${over}`;
  return `${three(Math.abs(change))} bits per byte ${change > 0 ? "more" : "less"} ${over}`;
}

/** p from the loss: 1 - p keeps its digits near certainty. */
export function probabilityOf(bits: number): string {
  return probability(2 ** -bits, -Math.expm1(-bits * Math.LN2));
}
