// The card of one neuron over one text (docs/neuron-card.md): what it reads and writes, where it is active, which neurons go
// with it, its part of the gradient, and what the net is without it. Memory: the activation of every byte, a block of
// the text, and sums.
import type { Kernels, Weights } from "../../kernels/interface";
import { isPredicted, shapeOf } from "../../kernels/shape";
import type { NeuronCardJson } from "../../protocol/wire/neuronCardJson";
import { APART, activationJson, Spread, strongest, tenthsOf } from "./activations";
import { Energy } from "./energy";
import { LEAST_FOR_PARTNERS, Partners } from "./partners";
import { measuredOf, type PassBlock, pass } from "./pass";
import { ReadoutCost } from "./readoutCost";
import { stateCost, stretchesOf } from "./stateCost";
import { readsOf, writesOf } from "./weights";

export interface CardQuestion {
  readonly neuron: number;
  /** Counted from 1 at the input; by default the one that is read out. */
  readonly layer?: number | undefined;
}

/** Part of the work that is not the net run again. */
const READING = 0.8;

/**
 * Yields the fraction done.
 * @param text at least two bytes
 */
export function* neuronCard(
  backend: Kernels,
  weights: Weights,
  text: Uint8Array,
  question: CardQuestion,
): Generator<number, NeuronCardJson> {
  const shape = shapeOf(weights);
  const { H, layers, name } = shape;
  const { neuron, layer: fromOne = layers } = question;
  const layer = fromOne - 1;
  const isTop = fromOne === layers;
  const following = text.subarray(1);
  const predictions = following.reduce((n, byte) => n + (isPredicted(weights, byte) ? 1 : 0), 0);
  const values = new Float32Array(text.length);
  const [spread, ofCell] = [new Spread(), new Spread()];
  const partners =
    H > 1 && text.length >= LEAST_FOR_PARTNERS ? new Partners(H, neuron, values) : null;
  const energy = new Energy(H);
  const readout = isTop
    ? new ReadoutCost(weights, neuron, predictions, measuredOf(text.length, predictions))
    : null;
  const take = function* (block: PassBlock): Generator<undefined, void> {
    const { t0, count, h, c } = block;
    for (let i = 0; i < count; i++) {
      values[t0 + i] = h[i * H + neuron];
      spread.add(h[i * H + neuron]);
      if (c.length > 0) ofCell.add(c[i * H + neuron]);
    }
    partners?.add(block);
    yield;
    energy.add(block);
    if (readout) yield* readout.add(block, text);
  };
  const starts = stretchesOf(text.length).map(({ start }) => start);
  const passing = pass(backend, weights, text, layer, starts);
  let done = 0;
  let step = passing.next();
  for (; !step.done; step = passing.next()) {
    yield done;
    if (!step.value) continue;
    for (const _ of take(step.value)) yield done;
    done = (READING * (step.value.t0 + step.value.count)) / text.length;
  }
  const cost =
    predictions > 0
      ? yield* rest(stateCost(backend, weights, text, layer, neuron, step.value, predictions))
      : null;
  const isRelu = name === "relu";
  const activation = activationJson(
    values,
    spread.json,
    isRelu,
    name === "lstm" ? ofCell.json : null,
  );
  const tenths = activation.isConstant ? null : tenthsOf(values);
  return {
    neuron,
    layer: fromOne,
    layers,
    hiddenSize: H,
    cell: name === "tanh" || isRelu ? "elman" : (name as "lstm" | "gru"),
    bytes: text.length,
    predictions,
    outside: following.length - predictions,
    activation,
    contexts: {
      apart: APART,
      positive: strongest(text, values, 1),
      negative: strongest(text, values, -1),
    },
    tenths: tenths && { high: tenths.high.json, low: tenths.low.json },
    reads: readsOf(weights, shape, layer, neuron, text, tenths),
    writes: isTop ? writesOf(weights, neuron, text, tenths) : null,
    partners: activation.isConstant ? null : (partners?.json() ?? null),
    energy: energy.json(neuron, predictions),
    cost: predictions > 0 ? { readout: readout?.json() ?? null, state: cost } : null,
  };
}

/** Fractions of the part that follows the reading. */
function* rest<T>(work: Generator<number, T>): Generator<number, T> {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    yield READING + (1 - READING) * step.value;
  }
}
