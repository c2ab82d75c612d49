// What neurons are called, and how a typed name is understood. Where nothing else is said a neuron is one of the layer that
// is read out, the only ones that are listed and asked about: h68, with several layers h2.68. An LSTM's cell is c68.
import type { NetSummary } from "../wire/net";
import type { NeuronCardJson } from "../wire/neuronCardJson";
import { l10n } from "./l10n";
import { three } from "./numbers";

type Layers = Pick<NetSummary, "layers">;

/** Of neuron paths, which only a net of one layer has. */
const ONE_LAYER: Layers = { layers: 1 };

/** h68, or with several layers h2.68. @param layer from 1; without it the one that is read out */
export function neuronName(neuron: number, { layers } = ONE_LAYER, layer = layers): string {
  return `h${within(neuron, layers, layer)}`;
}

/** c68, or with several layers c2.68. @param layer from 1 */
export function cellName(neuron: number, { layers }: Layers, layer: number): string {
  return `c${within(neuron, layers, layer)}`;
}

function within(neuron: number, layers: number, layer: number): string {
  return layers > 1 ? `${layer}.${neuron}` : String(neuron);
}

/** h0 to h127, or h2.0 to h2.127 */
export function neuronRange({ layers, hiddenSize }: Pick<NetSummary, "layers" | "hiddenSize">) {
  const name = (neuron: number) => neuronName(neuron, { layers });
  return l10n`${name(0)} to ${name(hiddenSize - 1)}`;
}

/** Of every layer: h0 to h127, or h1.0 to h2.127 */
export function anyNeuronRange({ layers, hiddenSize }: Sizes): string {
  const name = (neuron: number, layer: number) => neuronName(neuron, { layers }, layer);
  return l10n`${name(0, 1)} to ${name(hiddenSize - 1, layers)}`;
}

/** What a threshold while tracing keeps of a step, a mean: 12 neurons, or of a net with gates 12 pre-activations of each gate. */
export function keptWords(kept: number, { cell }: Pick<NetSummary, "cell">): string {
  return cell === "elman"
    ? l10n`${three(kept)} neurons`
    : l10n`${three(kept)} pre-activations of each gate`;
}

/** A neuron by its name or by its number alone: h99, 99, with two layers h2.99 too. Undefined if the net has no such neuron. */
export function parseNeuron(text: string, net: Sizes): number | undefined {
  const found = parseAnyNeuron(text, net);
  return found?.layer === net.layers ? found.neuron : undefined;
}

type Sizes = Pick<NetSummary, "layers" | "hiddenSize">;

/** The same of any layer: with two layers h1.99 too. */
export function parseAnyNeuron(
  text: string,
  { layers, hiddenSize }: Sizes,
): { readonly neuron: number; readonly layer: number } | undefined {
  const [, name, digit, digits] = /^\s*(h?)(?:(\d)\.)?(\d{1,5})\s*$/i.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const layer = digit === undefined ? layers : Number(digit);
  // 2.5 alone may as well be a number that was mistyped.
  const isLayer = name !== "" && layers > 1 && layer >= 1 && layer <= layers;
  if (digit !== undefined && !isLayer) return undefined;
  return Number(digits) < hiddenSize ? { neuron: Number(digits), layer } : undefined;
}

export function cardName({
  neuron,
  layers,
  layer,
}: Pick<NeuronCardJson, "neuron" | "layers" | "layer">): string {
  return neuronName(neuron, { layers }, layer);
}
