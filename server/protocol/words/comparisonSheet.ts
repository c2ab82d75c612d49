// The sum of a comparison as a sheet: who knows better and whether by more than chance, what was compared and what was not, and
// the largest differences, whose bytes are links. The words are those of the page on the command line.
import type { ComparisonJson, LargestJson, Sides } from "../wire/comparisonJson";
import type { Cell, Sheet, SheetSection } from "../wire/sheet";
import { byteName } from "./byteNames";
import {
  comparisonHeadline,
  differenceNote,
  notComparedSentence,
  populationSentence,
  type SideNames,
} from "./comparison";
import { l10n } from "./l10n";
import { count, percent, several, signed, three } from "./numbers";
import { visibleText } from "./visibleText";

interface About {
  /** Name of the text. */
  readonly text: string;
  /** sha256 of the models of both sides. */
  readonly models: { readonly here: string; readonly there: string };
}

export function comparisonSheet(found: ComparisonJson, names: SideNames, about: About): Sheet {
  const [here, there] = [visibleText(names.here), visibleText(names.there)];
  const not = notComparedSentence(found, names);
  const [first, ...rest] = comparedSections(found, names);
  const summary: SheetSection = {
    heading: first?.heading ?? l10n`What was compared`,
    sentences: [comparisonHeadline(found, names), ...(not === "" ? [] : [not])],
    ...(first?.table ? { table: first.table } : {}),
  };
  return {
    title: l10n`Comparison`,
    subject: [
      [l10n`Text`, visibleText(about.text)],
      [l10n`Here`, here],
      [l10n`There`, there],
      [l10n`Bytes`, sidesWords(found.bytes)],
    ],
    sections: [summary, ...rest],
    provenance: [
      [l10n`Model here, sha256`, about.models.here],
      [l10n`Model there, sha256`, about.models.there],
    ],
  };
}

function sidesWords({ here, there }: Sides): string {
  return here === there ? count(here) : l10n`${count(here)} here, ${count(there)} there`;
}

/** None where no byte is compared. */
function comparedSections(found: ComparisonJson, names: SideNames): SheetSection[] {
  const { bitsPerByte, difference, certainty, better, signs, compared, largest } = found;
  if (!bitsPerByte || !difference) return [];
  const population = populationSentence(found);
  const costs: SheetSection = {
    heading: l10n`What the bytes cost`,
    sentences: [],
    table: {
      titles: [
        l10n`side`,
        l10n`bits per byte`,
        l10n`better by > ${better.by} bit`,
        l10n`better`,
        l10n`share`,
      ],
      rows: (["here", "there"] as const).map((side) => [
        visibleText(names[side]),
        three(bitsPerByte[side]),
        count(better[side]),
        count(signs[side]),
        percent(signs[side] / compared),
      ]),
      population,
      words: [0],
    },
  };
  const { mean, median, low, high } = difference;
  const error = certainty ? three(certainty.standardError) : "";
  const chance = certainty ? `\u00b1 ${three(certainty.chance)}` : "";
  const differences: SheetSection = {
    heading: l10n`The difference, byte by byte`,
    sentences: [differenceNote(found, names)],
    table: {
      titles: ["", l10n`mean`, l10n`standard error`, l10n`by chance`, l10n`median`, "10 %", "90 %"],
      rows: [[l10n`bits`, signed(mean), error, chance, signed(median), signed(low), signed(high)]],
      population: `n = ${several(compared, "byte")}`,
      words: [0],
    },
  };
  const largestOf = (["here", "there"] as const)
    .filter((side) => largest[side].length > 0)
    .map((side) => largestSection(largest[side], visibleText(names[side]), compared));
  return [costs, differences, ...largestOf];
}

function largestSection(
  rows: readonly LargestJson[],
  name: string,
  compared: number,
): SheetSection {
  return {
    heading: l10n`Where ${name} knows better by most`,
    sentences: [],
    table: {
      titles: [l10n`byte`, l10n`position`, l10n`bits here`, l10n`bits there`, l10n`difference`],
      rows: rows.map(({ position, byte, bits, difference }): Cell[] => [
        byteName(byte),
        { text: count(position), byte: position },
        three(bits.here),
        three(bits.there),
        signed(difference),
      ]),
      population: l10n`the ${several(rows.length, "largest difference")} of ${several(compared, "byte")}`,
      words: [0],
    },
  };
}
