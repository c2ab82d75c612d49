// What is said of counting beside the net (docs/counting.md): in the hover, in a reading, in the status bar. Pure.
import type { CountingStatus, DocumentStatus } from "../../server/protocol/wire/messages";
import { CONTEXTS_FORGOTTEN } from "../../server/protocol/words/counting";
import { l10n, translated } from "../../server/protocol/words/l10n";
import { several, three } from "../../server/protocol/words/numbers";

/** Of a whole text, for the status bar. */
export function countingMean({
  order,
  percent,
  bitsPerByte,
  forgotten,
}: CountingStatus): string | null {
  if (percent < 100) return l10n`Counting the bytes before: ${Math.floor(percent)} %.`;
  if (bitsPerByte === null) return null;
  const mean = l10n`Counting the bytes before (order ${order}) pays ${three(bitsPerByte)} bits per byte`;
  return `${mean}${forgotten ? `; ${translated(CONTEXTS_FORGOTTEN)}` : ""}.`;
}

/** What the two signs of the layer net - counting mean, and both means with the number of predictions. */
export function layerMeans(status: DocumentStatus | null): string {
  const signs = l10n`Above zero counting knows better, below zero the net does.`;
  if (!status) return signs;
  const { bitsPerByte, counting } = status;
  if (bitsPerByte === null || !counting || counting.bitsPerByte === null) return signs;
  const forgotten = counting.forgotten ? `; ${translated(CONTEXTS_FORGOTTEN)}` : "";
  const means = l10n`net ${three(bitsPerByte)}, counting ${three(counting.bitsPerByte)}`;
  const over = several(status.predictions, "prediction");
  return l10n`${signs} Bits per byte: ${means}, over ${over}${forgotten}.`;
}
