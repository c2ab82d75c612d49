// A neuron's card as a sheet (docs/neuron-card.md): the same words in the editor and on the command line, each number with its
// population and its chance level. Computes nothing. Most of its sections are in the other files neuronCard*.ts.
import type { NeuronCardJson } from "../wire/neuronCardJson";
import type { Fact, Sheet, SheetSection } from "../wire/sheet";
import { l10n } from "./l10n";
import { activationSection, contextSections } from "./neuronCardActivation";
import { readSections, writeSection } from "./neuronCardWeights";
import { costSections, energySection, worthSentences } from "./neuronCardWorth";
import { cardName, neuronName } from "./neuronNames";
import { count, several, signed, three } from "./numbers";

const PARTNERS = 12;

/** Names of the text and of the model. */
export interface CardSubject {
  readonly text: string;
  readonly model: string;
}

export function neuronCardSheet(
  card: NeuronCardJson,
  { text, model }: CardSubject,
  provenance?: readonly Fact[],
): Sheet {
  const { bytes, outside, predictions } = card;
  const unread =
    outside > 0 ? l10n`, ${several(outside, "byte")} outside the model's alphabet` : "";
  return {
    title: l10n`${cardName(card)} in ${text}`,
    subject: [
      [
        l10n`text`,
        `${text}, ${several(bytes, "byte")}, ${several(predictions, "prediction")}${unread}`,
      ],
      [l10n`model`, model],
      [l10n`neuron`, ofLayer(card)],
    ],
    sections: [
      { heading: l10n`What it is worth`, sentences: worthSentences(card) },
      activationSection(card),
      ...contextSections(card),
      ...readSections(card),
      writeSection(card),
      partnerSection(card),
      energySection(card),
      ...costSections(card),
    ],
    ...(provenance ? { provenance } : {}),
  };
}

function ofLayer({ neuron, hiddenSize, layer, layers }: NeuronCardJson): string {
  const which = layers > 1 ? l10n` of layer ${layer} of ${layers}` : "";
  const read = layers > 1 && layer === layers ? l10n`, which is read out` : "";
  return l10n`${neuron} of 0 to ${hiddenSize - 1}${which}${read}`;
}

function partnerSection(card: NeuronCardJson): SheetSection {
  const heading = l10n`The neurons that move with it`;
  const { partners, activation, bytes, layer, layers, hiddenSize } = card;
  if (!partners) {
    const why = activation.isConstant
      ? l10n`Its activation does not move, so nothing moves with it.`
      : hiddenSize < 2
        ? l10n`It is the only neuron of its layer.`
        : l10n`${several(bytes, "byte")} are too few for correlations; they need 64.`;
    return { heading, sentences: [why] };
  }
  const { n, rows, constant, chance } = partners;
  const { shifts, mean, largest } = chance;
  const still =
    constant === 0
      ? ""
      : constant === 1
        ? l10n` ${several(constant, "neuron")} of the layer does not move and is left out.`
        : l10n` ${several(constant, "neuron")} of the layer do not move and are left out.`;
  return {
    heading,
    sentences: [
      l10n`Correlation r of their activations with its own. By chance the largest |r| among them is ${three(mean)} (${three(largest)} at most): that of its own activations ${shifts.map(count).join(", ")} bytes earlier.${still}`,
    ],
    table: {
      titles: [l10n`neuron`, "r", l10n`above chance`],
      rows: rows
        .slice(0, PARTNERS)
        .map(({ neuron, r }) => [
          { text: neuronName(neuron, { layers }, layer), neuron, layer },
          signed(r),
          Math.abs(r) > largest ? l10n`yes` : l10n`no`,
        ]),
      population: l10n`n = ${count(n)} bytes; the largest |r| of ${several(rows.length, "neuron")}`,
    },
  };
}
