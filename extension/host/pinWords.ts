// The words for a pin in lists: its character, its place and the text before it.
import type * as vscode from "vscode";
import type { NetSummary } from "../../server/protocol/wire/net";
import { partName } from "../../server/protocol/words/byteNames";
import { l10n } from "../../server/protocol/words/l10n";
import { neuronName } from "../../server/protocol/words/neuronNames";
import { nameText } from "../../server/protocol/words/visibleText";
import { type Focus, focusOfPin, focusSpan } from "../state/focus";
import { visible } from "../state/literal";
import type { Pin } from "../state/pinList";
import { textIn } from "./editors";

export interface PinWords {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
}

const BEFORE = 24;

/** @param net null while none is loaded; a neuron is then named by its number alone */
export function describePin(
  document: vscode.TextDocument,
  pin: Pin,
  net: NetSummary | null,
): PinWords {
  const focus = focusOfPin(document, pin);
  const { line, character } = document.positionAt(focus.utf16);
  const before = [...document.lineAt(line).text.slice(0, character)].slice(-BEFORE).join("");
  return {
    label: labelOf(document, focus, pin.atEnd, net),
    description: l10n`line ${line + 1}, column ${character + 1}`,
    detail: l10n`after "${visible(before)}"`,
  };
}

function labelOf(
  document: vscode.TextDocument,
  focus: Focus,
  atEnd: boolean,
  net: NetSummary | null,
): string {
  if (focus.wider?.kind === "neuron") return neuronName(focus.wider.neuron, net ?? undefined);
  const text = textIn(document, focusSpan(document, focus));
  if (focus.wider) return `"${nameText(text)}"`;
  return atEnd ? l10n`the predicted byte at the end` : partName(text, focus.byteOfCharacter);
}
