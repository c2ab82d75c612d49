// What is said of similar moments: how similar by chance, what was left out, and the page with the lists. The chance level stands
// with every list.
import { SIMILARITIES, type Similarity } from "../vocabulary/similarity";
import { namesOf } from "../vocabulary/terms";
import type { MomentJson, SimilarByJson, SimilarJson } from "../wire/similarity";
import { byteName } from "./byteNames";
import { l10n, marked, translated } from "./l10n";
import { count, several, three } from "./numbers";
import { brokenLines, heading, PLAIN, type Style, type Subject, tableLines } from "./plainPage";
import { nameText } from "./visibleText";

/** The criteria that were asked for, in the order of the table. */
export function criteriaOf({ by }: SimilarJson): Similarity[] {
  return namesOf(SIMILARITIES).filter((name) => by[name] !== undefined);
}

/** Why a moment has nothing to compare by a criterion. */
export const NOTHING_TO_COMPARE: Readonly<Record<Similarity, string>> = {
  states: marked("Every activation is zero here, so no state is nearer than another."),
  neurons: marked("This prediction has no gradient that any neuron could have a share of."),
  lags: marked(
    "This prediction has no usable gradient, so it has no signature: every attribution is below 1e\u22125 nats.",
  ),
};

/** By chance: of 1,007 positions half are at 0.3100 or less, 99 of 100 at 0.8300 or less. */
function chanceSentence({ positions, chance }: SimilarByJson): string {
  if (!chance) return l10n`No other position could be compared.`;
  const of = several(positions, "position");
  const half = cosine(chance.median);
  const most = cosine(chance.percentile99);
  return positions === 1
    ? l10n`By chance: of ${of} half is at ${half} or less, 99 of 100 at ${most} or less.`
    : l10n`By chance: of ${of} half are at ${half} or less, 99 of 100 at ${most} or less.`;
}

function leftOutSentence({ leftOut }: SimilarByJson, { near, lags }: SimilarJson): string {
  const { near: beside, early, outside, without } = leftOut;
  const parts = [
    [beside, l10n`within ${near} bytes of it`],
    [early, l10n`with fewer than ${several(lags, "lag")} before them`],
    [outside, l10n`before a byte outside the model's alphabet`],
    [without, l10n`without anything to compare`],
  ] as const;
  const said = parts.filter(([n]) => n > 0).map(([n, why]) => `${count(n)} ${why}`);
  return said.length > 0 ? l10n`Not compared: ${said.join(", ")}.` : "";
}

/** A cosine, whose distance to one matters. */
export function cosine(value: number): string {
  const text = value.toFixed(4);
  return text === "-0.0000" ? "0.0000" : text.replace("-", "\u2212");
}

/** 'm' at byte 29, from t = 28 */
export function momentName({ position, target }: Pick<MomentJson, "position" | "target">): string {
  return l10n`${byteName(target)} at byte ${count(position + 1)}, from t = ${count(position)}`;
}

/** For a list: 99 % by chance: states \u2264 0.6199 (n 1,006), ... */
export function similarHeadline(found: SimilarJson): string {
  const levels = criteriaOf(found).map((name) => {
    const by = found.by[name];
    if (!by?.chance) return l10n`${name} nothing to compare`;
    return `${name} \u2264 ${cosine(by.chance.percentile99)} (n ${count(by.positions)})`;
  });
  return l10n`99\u00a0% by chance: ${levels.join(", ")}`;
}

/** Bytes before a moment that are shown. */
export const CONTEXT = 16;

/** @param textBefore the text up to and with byte t, CONTEXT bytes of it */
export function similarText(
  found: SimilarJson,
  subject: Subject,
  textBefore: (position: number) => string,
  style: Style = PLAIN,
): string {
  const { position, targetIsTrue } = found;
  const page = [...heading(l10n`Similar moments`, subject, style)];
  const target = targetIsTrue
    ? momentName(found)
    : l10n`the end of the text, from t = ${count(position)}`;
  page.push(
    ...brokenLines(l10n`Like ${target}; no two within ${found.near} bytes of each other.`, style),
    "",
  );
  for (const name of criteriaOf(found)) {
    const { label, sentence } = SIMILARITIES[name];
    const what = whatIsCompared(name, found, translated(sentence));
    page.push(style.strong(translated(label)), ...brokenLines(what, style));
    const by = found.by[name];
    page.push(
      ...(by ? listOf(by, found, textBefore, style) : [translated(NOTHING_TO_COMPARE[name])]),
      "",
    );
  }
  return page.slice(0, -1).join("\n");
}

function whatIsCompared(name: Similarity, { lags, method }: SimilarJson, sentence: string): string {
  return name === "lags" ? l10n`${sentence} Method ${method}, k 0 to ${lags - 1}.` : sentence;
}

function listOf(
  by: SimilarByJson,
  found: SimilarJson,
  textBefore: (position: number) => string,
  style: Style,
): string[] {
  const hasDistance = by.moments.some(({ distance }) => distance !== undefined);
  const titles = [l10n`cosine`, ...(hasDistance ? [l10n`distance`] : []), "t"];
  const left = [l10n`before`, l10n`next`];
  const rows = by.moments.map(({ similarity, distance, position, target }) => [
    cosine(similarity),
    ...(hasDistance ? [three(distance ?? 0)] : []),
    count(position),
    nameText(textBefore(position)),
    byteName(target),
  ]);
  const columns = [
    ...titles.map((title) => ({ title, align: "right" as const })),
    ...left.map((title) => ({ title, align: "left" as const })),
  ];
  const [head, ...lines] = tableLines(columns, rows);
  const notes = [chanceSentence(by), leftOutSentence(by, found)].filter((note) => note !== "");
  return [
    ...(rows.length > 0 ? [style.dim(head), ...lines] : []),
    ...brokenLines(notes.join(" "), style).map(style.dim),
  ];
}
