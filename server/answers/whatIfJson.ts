// Writes interventions as the JSON of docs/command-line.md (protocol/wire/whatIfJson.ts), without the head that names
// model and text. Only renames fields and takes powers; all numbers come from attribution/causes.
import type { ByteCurve } from "../attribution/causes/byteCurve";
import { edited, type OverText, withNeuron } from "../attribution/causes/neuronEdit";
import { aimAt, judgement, predict } from "../attribution/objective";
import type { Past } from "../attribution/types";
import { pow } from "../kernels/elementary";
import type { Weights } from "../kernels/interface";
import type { Alphabetic } from "../kernels/shape";
import type { NeuronEdit } from "../protocol/vocabulary/neuronEdits";
import type { Target } from "../protocol/vocabulary/tracing";
import type { WhatIfByteJson, WhatIfNeuronJson } from "../protocol/wire/whatIfJson";

type Headless<J> = Omit<J, "model" | "text">;

/** The target of the prediction with the logits Z [256]. @throws OutsideAlphabet */
export function targetOf(
  net: Alphabetic,
  Z: Float64Array,
  target: Target,
  { next }: Pick<Past, "next">,
): number {
  return aimAt(net, Z, "logprob", target, undefined, next).target;
}

export function byteJson(
  past: Past,
  lag: number,
  target: number,
  { value, bits, within, expected }: ByteCurve,
): Headless<WhatIfByteJson> {
  return {
    ...placeOf(past, target),
    bits: bits[value],
    lag,
    value,
    bitsByValue: [...bits],
    within,
    probabilityByValue: Array.from(bits, (lost) => pow(2, -lost)),
    expectedByValue: expected && [...expected],
  };
}

/** @param h the state at the position, float64 [H] */
export function neuronJson(
  weights: Weights,
  past: Past,
  h: Float64Array,
  wanted: Target,
  neuron: number,
  edit: NeuronEdit,
  range: { readonly from: number; readonly to: number; readonly over: OverText } | null,
): Headless<WhatIfNeuronJson> {
  const unchanged = predict(weights, h, past.position);
  const target = targetOf(weights, unchanged.Z, wanted, past);
  const value = edited(h[neuron], edit);
  const changed = withNeuron(weights, unchanged.Z, neuron, value - h[neuron], past.position);
  return {
    ...placeOf(past, target),
    neuron,
    edit,
    activation: h[neuron],
    edited: value,
    before: judgement(weights, unchanged, target),
    after: judgement(weights, changed, target),
    range: range && { from: range.from, to: range.to, ...range.over },
  };
}

function placeOf({ position, bytes, next }: Past, target: number) {
  const input = bytes[bytes.length - 1];
  return { position, input, target, targetIsTrue: next !== undefined && target === next };
}
