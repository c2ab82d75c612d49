// What editor and terminal say alike of counting beside the net (docs/counting.md). Computes nothing.
import { LEAST_MATCH } from "../vocabulary/counting";
import type { EarlierPlace, EditorCounting } from "../wire/counting";
import { l10n, marked } from "./l10n";
import { several } from "./numbers";

/** Where memory did not hold all contexts of a text. */
export const CONTEXTS_FORGOTTEN = marked(
  "contexts used least recently were forgotten for want of memory; with all of them the number would be another",
);

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
      fresh === 1 ? l10n`This byte is new here.` : l10n`These ${fresh} bytes are new here.`,
      null,
      "",
    ];
  }
  return [
    l10n`Seen before: these ${several(match.length, "byte")} stand at `,
    l10n`line ${lineOf(match.span.utf16Start) + 1}`,
    followedBy(match),
  ];
}

const followedBy = ({ name }: EarlierPlace) => l10n`, followed by ${name}`;
