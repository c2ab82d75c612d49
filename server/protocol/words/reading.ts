// What is said of a text that is being read, or that the model does not know. Pure.
import type { DocumentStatus, Unanswered } from "../wire/messages";
import { l10n } from "./l10n";

/** The byte counts of a very short text always fit it well, so they say nothing about the model. */
const FEWEST_PREDICTIONS = 64;

/** Whether counting the bytes of the text predicts it better than the model does. */
export function isBadlyKnown(status: DocumentStatus | null): boolean {
  if (status === null || status.predictions < FEWEST_PREDICTIONS) return false;
  const { bitsPerByte, orderZeroBits } = status;
  return bitsPerByte !== null && orderZeroBits !== null && bitsPerByte > orderZeroBits;
}

/** Bits per byte if the model does not know the text, else null. */
export function unknownBits(status: DocumentStatus | null): number | null {
  return isBadlyKnown(status) ? (status?.bitsPerByte ?? null) : null;
}

/** While the forward pass has not come this far. */
export function readingSentence({ percent }: { readonly percent: number }): string {
  return l10n`Reading the file: ${Math.floor(percent)} %.`;
}

/** Why a place in a text has no answer, or none yet. */
export function unansweredSentence(answer: Unanswered): string {
  switch (answer.kind) {
    case "noPast":
      return l10n`The first byte has no past.`;
    case "pending":
      return readingSentence(answer);
    case "outside":
      return answer.sentence;
  }
}
