// What is said of counting beside the net (docs/counting.md): in the hover, in a reading, in the status bar. Pure.
import { LEAST_MATCH } from "../../server/protocol/vocabulary/counting";
import type { EarlierPlace, EditorCounting } from "../../server/protocol/wire/counting";
import type { CountingStatus, DocumentStatus } from "../../server/protocol/wire/messages";
import { CONTEXTS_FORGOTTEN } from "../../server/protocol/words/counting";
import { several, three } from "../../server/protocol/words/numbers";

/** The argument of the link to an earlier place. */
export interface EarlierLink {
  readonly uri: string;
  readonly utf16Start: number;
  readonly utf16End: number;
}

export function earlierLink(argument: unknown): EarlierLink | undefined {
  const link = argument as Partial<EarlierLink> | undefined;
  const isLink =
    typeof link?.uri === "string" &&
    typeof link.utf16Start === "number" &&
    typeof link.utf16End === "number";
  return isLink ? (link as EarlierLink) : undefined;
}

/** Before, in and after the link to where the bytes stand; without a link where they are new. */
export type SeenWords = readonly [before: string, link: string | null, after: string];

/** @param lineOf the line of a UTF-16 offset, counted from 0 */
export function seenWords(
  { match, position }: EditorCounting,
  lineOf: (utf16: number) => number,
): SeenWords {
  if (match === null || match.length < LEAST_MATCH) {
    const fresh = Math.min(LEAST_MATCH, position);
    return [
      fresh === 1 ? "This byte is new here." : `These ${fresh} bytes are new here.`,
      null,
      "",
    ];
  }
  return [
    `Seen before: these ${several(match.length, "byte")} stand at `,
    `line ${lineOf(match.span.utf16Start) + 1}`,
    followedBy(match),
  ];
}

const followedBy = ({ name }: EarlierPlace) => `, followed by ${name}`;

/** Of a whole text, for the status bar. */
export function countingMean({
  order,
  percent,
  bitsPerByte,
  forgotten,
}: CountingStatus): string | null {
  if (percent < 100) return `Counting the bytes before: ${Math.floor(percent)} %.`;
  if (bitsPerByte === null) return null;
  const mean = `Counting the bytes before (order ${order}) pays ${three(bitsPerByte)} bits per byte`;
  return `${mean}${forgotten ? `; ${CONTEXTS_FORGOTTEN}` : ""}.`;
}

/** What the two signs of the layer net - counting mean, and both means with the number of predictions. */
export function layerMeans(status: DocumentStatus | null): string {
  const signs = "Above zero counting knows better, below zero the net does.";
  if (!status) return signs;
  const { bitsPerByte, counting } = status;
  if (bitsPerByte === null || !counting || counting.bitsPerByte === null) return signs;
  const forgotten = counting.forgotten ? `; ${CONTEXTS_FORGOTTEN}` : "";
  const means = `net ${three(bitsPerByte)}, counting ${three(counting.bitsPerByte)}`;
  const over = several(status.predictions, "prediction");
  return `${signs} Bits per byte: ${means}, over ${over}${forgotten}.`;
}
