// Describes a model in a list: its net, bits per byte on the text in the editor, origin.
import type { ModelDescription } from "../../../server/protocol/wire/training";
import { l10n } from "../../../server/protocol/words/l10n";
import { isPapersNet, netName } from "../../../server/protocol/words/netNames";
import { count, three } from "../../../server/protocol/words/numbers";

export interface ModelWords {
  readonly description: string;
  readonly detail: string;
}

/** @param textName name of the text in the editor; it may match the training text's name even if the text has changed */
export function modelWords(
  model: ModelDescription,
  isCurrent: boolean,
  textName: string,
): ModelWords {
  const { hiddenSize, net, bitsPerByte, isWholeText, predictions } = model;
  const over = isWholeText ? "" : l10n` (first ${count(predictions)} predictions)`;
  const parts = [
    isPapersNet(net) ? `H = ${hiddenSize}` : netName(net),
    ...(bitsPerByte === null ? [] : [l10n`${three(bitsPerByte)} bits per byte here${over}`]),
    ...(isCurrent ? ["current"] : []),
  ];
  return { description: parts.join(" \u00b7 "), detail: provenance(model, textName) };
}

function provenance(model: ModelDescription, here: string): string {
  const { textName, trainedBitsPerByte, isHeldOut, trainedOnThisText, unfinished, format } = model;
  if (textName === null)
    return l10n`${format} weights; the file does not say what they were trained on`;
  const changed = textName === here && trainedOnThisText === false ? l10n` as it was then` : "";
  return [
    trainedOnThisText ? l10n`trained on this text` : l10n`trained on ${textName}${changed}`,
    ...(trainedBitsPerByte === null
      ? []
      : [
          l10n`${three(trainedBitsPerByte)} bits per byte ${isHeldOut ? l10n`on files held out` : l10n`in sample`}`,
        ]),
    ...(unfinished ? [l10n`checkpoint of a run that did not end`] : []),
  ].join(", ");
}
