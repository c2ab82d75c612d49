// The skip patterns of a text as a page of plain text: the honest headline first, then tables, each with its population and
// with what an offset is. For the command line and the editor alike. Tables of the gradient are in patternsExplained.ts.
import type { ActiveJson, PatternRowJson, PatternsJson } from "../wire/patternsJson";
import { l10n } from "./l10n";
import { count, MINUS, percent, several, three } from "./numbers";
import { offsetsSentence, patternNames, patternPlaces, patternsHeadline } from "./patterns";
import {
  causalNote,
  causalTable,
  incrementTable,
  shareNote,
  shareTable,
} from "./patternsExplained";
import { brokenLines, dimmedTable, heading, PLAIN, type Style, type Subject } from "./plainPage";

/** Said under every table. */
const TRAP = () =>
  l10n`Offset d is the byte d before the predicted one; in a trace it has lag k = d ${MINUS} 1.`;
const MOST_ROWS = 12;

export function patternsText(
  found: PatternsJson,
  subject: Omit<Subject, "model"> & Partial<Subject>,
  rows: readonly PatternRowJson[],
  active?: ActiveJson,
  style: Style = PLAIN,
): string {
  const { explained } = found;
  const page: string[] = [...heading(l10n`Skip patterns`, subject, style)];
  const say = (sentence: string) => page.push(...brokenLines(sentence, style), "");
  const show = (title: string, table: string[], note: string) =>
    page.push(
      style.strong(title),
      ...table,
      ...brokenLines(`${note} ${TRAP()}`, style).map(style.dim),
      "",
    );
  if (explained) say(patternsHeadline(found, explained));
  say(offsetsSentence(found));
  show(l10n`What the offsets know of the next byte`, bitsTable(found, style), BITS_NOTE());
  show(l10n`How many patterns they make`, countsTable(found, style), COUNTS_NOTE());
  show(
    l10n`How deep a position's pattern occurs more than once`,
    depthTable(found, style),
    l10n`${several(sum(found.deepestLevel), "position")} with all offsets before them; depth 0: not even the first offset's pattern occurs twice.`,
  );
  show(
    l10n`The patterns that occur most often`,
    patternTable(found, rows, style),
    supportSentence(found),
  );
  if (explained) {
    show(
      l10n`How much of the gradient lies on these offsets`,
      shareTable(explained, style),
      shareNote(found, explained),
    );
    if (explained.causal)
      show(
        l10n`What p is with and without these bytes`,
        causalTable(found, explained.causal, style),
        causalNote(explained),
      );
    show(
      l10n`What each offset adds`,
      incrementTable(explained, style),
      l10n`Share of |attribution|, added offset by offset; by chance ${three(1 / explained.window)} each.`,
    );
  }
  if (active)
    show(
      l10n`The patterns at t = ${active.t}, of byte ${active.t + 1}`,
      activeTable(active, style),
      activeNote(active),
    );
  return page.slice(0, -1).join("\n");
}

const BITS_NOTE = () =>
  l10n`H: bits per byte that these offsets leave, counted on the text itself, which on a short text is memorisation. Left out: the same with each byte predicted from all others.`;

function bitsTable({ levels }: PatternsJson, style: Style): string[] {
  return dimmedTable(
    [l10n`level`, l10n`offset`, l10n`lag k`, "H", l10n`left out`, "n"],
    levels.map((l) => [
      String(l.k),
      String(l.offset),
      String(l.offset - 1),
      l.bits.toFixed(4),
      l.leaveOneOutBits.toFixed(4),
      count(l.positions),
    ]),
    style,
  );
}

const COUNTS_NOTE = () =>
  l10n`Level k: the first k offsets. Ambiguous: contexts with more than one next byte. Single: patterns that occur once.`;

function countsTable({ levels }: PatternsJson, style: Style): string[] {
  return dimmedTable(
    [l10n`level`, l10n`patterns`, l10n`contexts`, l10n`ambiguous`, l10n`single`],
    levels.map((l) => [
      String(l.k),
      count(l.patterns),
      count(l.contexts),
      count(l.ambiguous),
      count(l.singletons),
    ]),
    style,
  );
}

function depthTable({ deepestLevel, offsets }: PatternsJson, style: Style): string[] {
  const all = sum(deepestLevel);
  return dimmedTable(
    [l10n`depth`, l10n`offsets`, l10n`positions`, l10n`share`],
    deepestLevel.map((n, level) => [
      String(level),
      offsets.slice(0, level).join(" "),
      count(n),
      all > 0 ? percent(n / all) : "",
    ]),
    style,
    1,
  );
}

function patternTable(
  { offsets, explained }: PatternsJson,
  rows: readonly PatternRowJson[],
  style: Style,
): string[] {
  const titles = [l10n`times`, l10n`first`, ...(explained ? [l10n`share`] : []), l10n`pattern`];
  return dimmedTable(
    titles,
    rows
      .slice(0, MOST_ROWS)
      .map((row) => [
        count(row.support),
        count(row.position),
        ...(explained ? [percent(row.share ?? 0)] : []),
        patternNames(offsets, row),
      ]),
    style,
    titles.length - 1,
  );
}

function supportSentence({ supports, explained, offsets }: PatternsJson): string {
  const all = supports.reduce((total, { patterns }) => total + patterns, 0);
  const once = supports.find(({ support }) => support === 1)?.patterns ?? 0;
  const share = explained
    ? l10n` Share: what a pattern's occurrences add to the share of the gradient below.`
    : "";
  const rare = once === 1 ? l10n`${count(once)} occurs once` : l10n`${count(once)} occur once`;
  return l10n`${several(all, "pattern")} of all offsets; ${rare}. A pattern's bytes stand at the offsets ${patternPlaces(offsets)}, before the arrow.${share}`;
}

function activeTable({ levels }: ActiveJson, style: Style): string[] {
  return dimmedTable(
    [
      l10n`level`,
      l10n`offset`,
      l10n`lag k`,
      l10n`pattern`,
      l10n`context`,
      "P",
      l10n`strength`,
      l10n`evidence`,
    ],
    levels.map((l) => [
      String(l.k),
      String(l.offset),
      String(l.offset - 1),
      count(l.patternCount),
      count(l.contextCount),
      three(l.probability),
      String(l.strength),
      three(l.evidence),
    ]),
    style,
  );
}

function activeNote({ deepest, levels, abs }: ActiveJson): string {
  const shares =
    abs === undefined
      ? ""
      : abs === null
        ? l10n` No usable gradient here.`
        : l10n` Share of |attribution| here: ${Object.entries(abs)
            .map(([name, share]) => `${name} ${share === null ? l10n`not usable` : three(share)}`)
            .join(", ")}.`;
  return l10n`Depth ${deepest} of ${levels.length}. Pattern and context: how often they occur in the text. Evidence: bits by which the offset raises the byte.${shares}`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
