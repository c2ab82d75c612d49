// What is said of two sides of a text compared: which knows better, and whether by more than chance, what was not compared, and the
// page with the tables. The chance level stands beside the mean.
import type { Method } from "../vocabulary/tracing";
import type { ComparisonJson, DifferenceAtJson, LargestJson, Sides } from "../wire/comparisonJson";
import { byteName } from "./byteNames";
import { l10n } from "./l10n";
import { count, MINUS, percent, several, signed, three } from "./numbers";
import { brokenLines, dimmedTable, heading, PLAIN, type Style, type Subject } from "./plainPage";
import { nameText, visibleText } from "./visibleText";

/** What the two sides are called. */
export interface SideNames {
  readonly here: string;
  readonly there: string;
}

/** Which side knows better, and whether that is more than chance; computed, never assumed. */
export function comparisonHeadline(found: ComparisonJson, names: SideNames): string {
  const { compared, bitsPerByte, difference, certainty, better } = found;
  if (!bitsPerByte || !difference) return `${nothingCompared(found)}`;
  const [here, there] = [visibleText(names.here), visibleText(names.there)];
  const costs = l10n`Over ${several(compared, "byte")} ${here} pays ${three(bitsPerByte.here)} bits per byte, ${there} ${three(bitsPerByte.there)}`;
  return l10n`${costs}: ${verdict(difference.mean, certainty, here, there)} By more than ${better.by} bit ${here} knows ${several(better.here, "byte")} better, ${there} ${count(better.there)}.`;
}

function verdict(
  mean: number,
  certainty: ComparisonJson["certainty"],
  here: string,
  there: string,
): string {
  if (mean === 0) return l10n`neither knows better.`;
  const who = mean > 0 ? here : there;
  const by = l10n`${three(Math.abs(mean))} bits a byte`;
  if (!certainty)
    return l10n`${who} knows better by ${by}; the bytes are too few to say whether by chance.`;
  const chance = l10n`by chance up to ${three(certainty.chance)}`;
  return Math.abs(mean) > certainty.chance
    ? l10n`${who} knows better by ${by} (${chance}).`
    : l10n`neither knows better than chance: ${by} in favour of ${who} (${chance}).`;
}

function nothingCompared({ only, outside, isCoarse }: ComparisonJson): string {
  if (outside.either > 0)
    return l10n`No byte is predicted by both: their alphabets have no byte of the text in common.`;
  if (isCoarse)
    return l10n`The texts differ in too many lines: no byte of one is aligned with one of the other.`;
  if (only.here > 0 || only.there > 0) return l10n`The texts have no predicted byte in common.`;
  return l10n`There is nothing to compare: a prediction needs a byte and the next one.`;
}

/** Which bytes were not compared, and how many. */
export function notComparedSentence(found: ComparisonJson, names: SideNames): string {
  const { only, outside, first, isCoarse } = found;
  const [here, there] = [visibleText(names.here), visibleText(names.there)];
  const parts = [
    [only.here, l10n`only in ${here}`],
    [only.there, l10n`only in ${there}`],
    [outside.here, l10n`outside the alphabet of ${here}`],
    [outside.there, l10n`outside the alphabet of ${there}`],
    [first, l10n`at the start, which nothing predicts`],
  ] as const;
  const said = parts.filter(([n]) => n > 0).map(([n, why]) => `${count(n)} ${why}`);
  const coarse = isCoarse
    ? l10n` The texts differ in more than 2,000 lines, so only their common beginning and end are compared.`
    : "";
  return said.length > 0 ? l10n`Not compared: ${said.join(", ")}.${coarse}` : coarse.trim();
}

/** +1.79 bits: 0.310 here, 2.10 in HEAD */
export function bitsSentence({ here, there }: Sides, name: string): string {
  const difference = there - here;
  const who =
    difference > 0
      ? l10n`this knows better`
      : difference < 0
        ? l10n`the other knows better`
        : l10n`the same`;
  return l10n`${three(here)} bits here, ${three(there)} in ${visibleText(name)}: ${signed(difference)} bits, ${who}.`;
}

/** For the layer of differences: what its signs mean, and both means with the number of bytes. */
export function comparedMeans(names: SideNames, sum: ComparisonJson | undefined): string {
  const [here, there] = [visibleText(names.here), visibleText(names.there)];
  const signs = l10n`Above zero ${here} knows better, below zero ${there} does.`;
  const bits = sum?.bitsPerByte;
  if (!sum || !bits) return signs;
  return l10n`${signs} Bits per byte: ${here} ${three(bits.here)}, ${there} ${three(bits.there)}, over ${several(sum.compared, "byte")}.`;
}

/** Bytes before one that are shown. */
export const BEFORE = 16;

export function comparisonText(
  found: ComparisonJson,
  subject: Omit<Subject, "model"> & Partial<Subject>,
  names: SideNames,
  textBefore: (position: number) => string,
  at?: DifferenceAtJson,
  style: Style = PLAIN,
): string {
  const page = [...heading(l10n`Comparison`, subject, style)];
  const say = (sentence: string) => page.push(...brokenLines(sentence, style), "");
  const show = (title: string, table: string[], note: string) =>
    page.push(style.strong(title), ...table, ...brokenLines(note, style).map(style.dim), "");
  say(comparisonHeadline(found, names));
  const not = notComparedSentence(found, names);
  if (not !== "") say(not);
  if (found.bitsPerByte && found.difference) {
    show(l10n`What the bytes cost`, sidesTable(found, names, style), populationSentence(found));
    show(
      l10n`The difference, byte by byte`,
      differenceTable(found, style),
      differenceNote(found, names),
    );
    for (const side of ["here", "there"] as const)
      if (found.largest[side].length > 0)
        show(
          l10n`Where ${visibleText(names[side])} knows better by most`,
          largestTable(found.largest[side], textBefore, style),
          l10n`The ${several(found.largest[side].length, "largest difference")} of ${several(found.compared, "byte")}.`,
        );
  }
  if (at)
    show(
      l10n`The prediction of byte ${count(at.position + 1)}`,
      lagTable(at, style),
      lagNote(at, names),
    );
  return page.slice(0, -1).join("\n");
}

function sidesTable(
  { bitsPerByte, better, signs, compared }: ComparisonJson,
  names: SideNames,
  style: Style,
): string[] {
  const rows = (["here", "there"] as const).map((side) => [
    visibleText(names[side]),
    three(bitsPerByte?.[side] ?? 0),
    count(better[side]),
    count(signs[side]),
    percent(signs[side] / compared),
  ]);
  return dimmedTable(
    ["", l10n`bits per byte`, l10n`better by > ${better.by} bit`, l10n`better`, l10n`share`],
    rows,
    style,
    0,
  );
}

export function populationSentence({ compared, signs }: ComparisonJson): string {
  const equal = compared - signs.here - signs.there;
  return l10n`n = ${several(compared, "byte")} that both predict; ${several(equal, "byte")} cost the same. By lot each side would be better at half of the others.`;
}

function differenceTable({ difference, certainty }: ComparisonJson, style: Style): string[] {
  if (!difference) return [];
  const { mean, median, low, high } = difference;
  const error = certainty ? `\u00b1 ${three(certainty.standardError)}` : "";
  const row = [signed(mean), error, signed(median), signed(low), signed(high)];
  return dimmedTable([l10n`mean`, "", l10n`median`, "10 %", "90 %"], [row], style);
}

export function differenceNote({ certainty }: ComparisonJson, names: SideNames): string {
  const signs = l10n`Bits of ${visibleText(names.there)} minus bits of ${visibleText(names.here)}: above zero ${visibleText(names.here)} knows better.`;
  if (!certainty) return l10n`${signs} Too few bytes for a standard error.`;
  const { block, blocks, chance } = certainty;
  return l10n`${signs} \u00b1 is the standard error over ${count(blocks)} stretches of ${block} bytes, since bytes beside each other are not independent. If each stretch favoured a side by lot, the mean would be within \u00b1 ${three(chance)} in 95 of 100 cases.`;
}

function largestTable(
  rows: readonly LargestJson[],
  textBefore: (position: number) => string,
  style: Style,
): string[] {
  return dimmedTable(
    [l10n`byte`, l10n`bits`, l10n`there`, l10n`difference`, l10n`after`],
    rows.map(({ position, byte, bits, difference }) => [
      `${byteName(byte)} ${count(position)}`,
      three(bits.here),
      three(bits.there),
      signed(difference),
      nameText(textBefore(position)),
    ]),
    style,
  );
}

function lagTable({ lags }: DifferenceAtJson, style: Style): string[] {
  return dimmedTable(
    ["k", l10n`byte`, l10n`byte there`, l10n`here`, l10n`there`, l10n`here ${MINUS} there`],
    lags.map(({ k, byte, byteThere, here, there, difference }) => [
      String(k),
      byteName(byte),
      byteName(byteThere),
      signed(here),
      signed(there),
      signed(difference),
    ]),
    style,
  );
}

function lagNote(at: DifferenceAtJson, names: SideNames): string {
  return `${bitsSentence(at.bits, names.there)} ${agreementOf(at)}`;
}

/** Method gated, nats, k 0 to 50: cosine 0.31; the top lag differs. */
export function agreementOf({
  method,
  lags,
  cosine,
  topLagAgrees,
}: Pick<DifferenceAtJson, "cosine" | "topLagAgrees"> & {
  readonly method: Method;
  readonly lags: { readonly length: number };
}): string {
  const top = topLagAgrees ? l10n`the top lag is the same` : l10n`the top lag differs`;
  return l10n`Attribution by ${method}, nats, k 0 to ${lags.length - 1}: cosine ${three(cosine)}; ${top}.`;
}
