// The skip patterns of a text as a page of plain text: the honest headline first, then tables, each with its population and
// with what an offset is. For the command line and the editor alike.
import type { GradientMethod } from "../vocabulary/tracing";
import type {
  ActiveJson,
  ExplainedCausalJson,
  ExplainedJson,
  ExplainedShareJson,
  PatternRowJson,
  PatternsJson,
} from "../wire/patternsJson";
import { byteName } from "./byteNames";
import { count, MINUS, percent, several, three } from "./numbers";
import { brokenLines, heading, PLAIN, type Style, type Subject, tableLines } from "./plainPage";

/** A set of lags drawn by lot holds as much in one case of this many, or more often: no more than chance. */
const BY_CHANCE = 0.05;

/** Said under every table. */
const TRAP = `Offset d is the byte d before the predicted one; in a trace it has lag k = d ${MINUS} 1.`;
const MOST_ROWS = 12;

export function patternsText(
  found: PatternsJson,
  subject: Omit<Subject, "model"> & Partial<Subject>,
  rows: readonly PatternRowJson[],
  active?: ActiveJson,
  style: Style = PLAIN,
): string {
  const { explained } = found;
  const page: string[] = [...heading("Skip patterns", subject, style)];
  const say = (sentence: string) => page.push(...brokenLines(sentence, style), "");
  const show = (title: string, table: string[], note: string) =>
    page.push(
      style.strong(title),
      ...table,
      ...brokenLines(`${note} ${TRAP}`, style).map(style.dim),
      "",
    );
  if (explained) say(patternsHeadline(found, explained));
  say(offsetsSentence(found));
  show("What the offsets know of the next byte", bitsTable(found, style), BITS_NOTE);
  show("How many patterns they make", countsTable(found, style), COUNTS_NOTE);
  show(
    "How deep a position's pattern occurs more than once",
    depthTable(found, style),
    `${several(sum(found.deepestLevel), "position")} with all offsets before them; depth 0: not even the first offset's pattern occurs twice.`,
  );
  show(
    "The patterns that occur most often",
    patternTable(found, rows, style),
    supportSentence(found),
  );
  if (explained) {
    show(
      "How much of the gradient lies on these offsets",
      shareTable(explained, style),
      shareNote(found, explained),
    );
    if (explained.causal)
      show(
        "What p is with and without these bytes",
        causalTable(found, explained.causal, style),
        causalNote(explained),
      );
    show(
      "What each offset adds",
      incrementTable(explained, style),
      `Share of |attribution|, added offset by offset; by chance ${three(1 / explained.window)} each.`,
    );
  }
  if (active)
    show(
      `The patterns at t = ${active.t}, of byte ${active.t + 1}`,
      activeTable(active, style),
      activeNote(active),
    );
  return page.slice(0, -1).join("\n");
}

/** Whether the greedy offsets explain more than chance; computed, never assumed. */
export function patternsHeadline(
  { offsets: { length: m } }: Pick<PatternsJson, "offsets">,
  {
    method,
    methods,
    abs,
    causal,
    positions,
  }: Pick<ExplainedJson, "method" | "methods" | "abs" | "causal" | "positions">,
): string {
  const lags = `The ${several(m, "greedy lag")}`;
  const by = methods[method];
  const gradient =
    !abs || !by || abs.lift === null
      ? `${lags} ${m === 1 ? "has" : "have"} no gradient to hold: at none of ${several(positions, "position")} is there a usable one.`
      : `${lags} ${m === 1 ? "holds" : "hold"} ${by.setsWithAsMuch > BY_CHANCE ? "no more of the gradient than chance" : "more of the gradient than chance"}: ${percent(abs.mean)} against ${percent(abs.chance)} (lift ${abs.lift.toFixed(2)}); of sets of ${several(m, "lag")} drawn by lot, ${percent(by.setsWithAsMuch)} hold as much.`;
  if (!causal) return gradient;
  return `${gradient} Causally they matter ${comparison(causal.thanChance, "random lags")}, and ${comparison(causal.thanRecent, `the last ${several(m, "byte")}`)}.`;
}

function comparison(more: ExplainedCausalJson["thanChance"], than: string): string {
  if (more === "both") return `more than ${than}`;
  if (more === "neither") return `no more than ${than}`;
  return `more than ${than} only when ${more === "keep" ? "kept alone" : "taken out"}`;
}

export function offsetsSentence({ offsets, levels, maxOffset }: PatternsJson): string {
  const lags = offsets.map((d) => d - 1).join(" ");
  const certain = levels.find(({ bits }) => bits === 0);
  const after =
    certain && certain.k < levels.length
      ? ` From offset ${certain.offset} on every byte is certain, so the later ones are only the lowest that are left.`
      : "";
  return `Chosen from the offsets 1 to ${maxOffset}, in this order: ${offsets.join(" ")}. In a trace these are the lags k = ${lags}.${after}`;
}

const BITS_NOTE =
  "H: bits per byte that these offsets leave, counted on the text itself, which on a short text is memorisation. Left out: the same with each byte predicted from all others.";

function bitsTable({ levels }: PatternsJson, style: Style): string[] {
  return table(
    ["level", "offset", "lag k", "H", "left out", "n"],
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

const COUNTS_NOTE =
  "Level k: the first k offsets. Ambiguous: contexts with more than one next byte. Single: patterns that occur once.";

function countsTable({ levels }: PatternsJson, style: Style): string[] {
  return table(
    ["level", "patterns", "contexts", "ambiguous", "single"],
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
  return table(
    ["depth", "offsets", "positions", "share"],
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
  const titles = ["times", "first", ...(explained ? ["share"] : []), "pattern"];
  return table(
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
    ? " Share: what a pattern's occurrences add to the share of the gradient below."
    : "";
  return `${several(all, "pattern")} of all offsets; ${count(once)} ${once === 1 ? "occurs" : "occur"} once. A pattern's bytes stand at the offsets ${patternPlaces(offsets)}, before the arrow.${share}`;
}

function shareTable(explained: ExplainedJson, style: Style): string[] {
  const names: readonly GradientMethod[] = ["gradient", "gated"];
  const line = (title: string, share: ExplainedShareJson) => [
    title,
    ...[share.mean, share.median, share.chance].map((value) => value.toFixed(3)),
    share.lift?.toFixed(2) ?? "-",
    share.top8.toFixed(3),
    share.recent8.toFixed(3),
  ];
  const rows = names.flatMap((name) => {
    const by = explained.methods[name];
    return by ? [line(`|${name}|`, by.abs), line(`${name} squared`, by.square)] : [];
  });
  if (explained.span) rows.push(line("span", explained.span));
  return table(["", "mean", "median", "chance", "lift", "largest", "nearest"], rows, style, 0);
}

function shareNote({ offsets: { length: m } }: PatternsJson, e: ExplainedJson): string {
  const left = e.noUsableGradient;
  const without =
    left > 0
      ? `; ${several(left, "further position")} ${left === 1 ? "has" : "have"} no usable gradient (every |attribution| below 1e${MINUS}5 nats)`
      : "";
  const outside =
    e.outside > 0 ? `; ${count(e.outside)} more have a next byte outside the alphabet` : "";
  const sample = e.positions + e.outside < e.of ? `, a sample in even steps of ${count(e.of)}` : "";
  const signed = (["gradient", "gated"] as const)
    .flatMap((name) => {
      const by = e.methods[name];
      return by ? `${name} ${three(by.signed.greedy)} of ${three(by.signed.window)}` : [];
    })
    .join(", ");
  const span = e.span
    ? " Span: the share of g_t that lies where these bytes' columns move the state."
    : e.method === "gated"
      ? " The span is defined for Elman nets of one layer only."
      : "";
  return `n = ${several(e.positions - left, "position")}${sample}${without}${outside}; lags 0 to ${e.window - 1}. Chance: lags drawn by lot. Largest, nearest: ${several(m, "lag")} with the largest |attribution|, and the last ${several(m, "byte")}. Signed sums, in nats: ${signed || "none"}.${span}`;
}

function causalTable(
  { offsets: { length: m } }: PatternsJson,
  c: ExplainedCausalJson,
  style: Style,
): string[] {
  const rows = [
    ["these offsets", c.keep, c.drop],
    ["lags drawn by lot", c.keepChance, c.dropChance],
    [`the last ${several(m, "byte")}`, c.keepRecent, c.dropRecent],
  ] as const;
  return table(
    ["", "kept alone", "taken out"],
    rows.map(([title, ...p]) => [title, ...p.map((value) => value.toFixed(3))]),
    style,
    0,
  );
}

function causalNote({ causal, positions, window }: ExplainedJson): string {
  return `Mean p of the true byte, ${(causal?.full ?? 0).toFixed(3)} with all bytes; n = ${several(positions, "position")}. What is taken out of the ${window} lags is replaced by the mean byte of the text; the state before them is kept.`;
}

function incrementTable({ methods, method }: ExplainedJson, style: Style): string[] {
  return table(
    ["level", "offset", "lag k", `|${method}|`],
    (methods[method]?.increments ?? []).map(({ k, offset, lag, abs }) => [
      String(k),
      String(offset),
      String(lag),
      abs.toFixed(4),
    ]),
    style,
  );
}

function activeTable({ levels }: ActiveJson, style: Style): string[] {
  return table(
    ["level", "offset", "lag k", "pattern", "context", "P", "strength", "evidence"],
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
        ? " No usable gradient here."
        : ` Share of |attribution| here: ${Object.entries(abs)
            .map(([name, share]) => `${name} ${share === null ? "not usable" : three(share)}`)
            .join(", ")}.`;
  return `Depth ${deepest} of ${levels.length}. Pattern and context: how often they occur in the text. Evidence: bits by which the offset raises the byte.${shares}`;
}

/** The bytes of a pattern in the order of the text, whose offsets patternPlaces() has: 'n' 'a' → 'c'. */
export function patternNames(
  offsets: readonly number[],
  { context, next }: Pick<PatternRowJson, "context" | "next">,
): string {
  const bytes = inOrder(offsets).map((i) => byteName(context[i] ?? 0));
  return `${bytes.join(" ")} \u2192 ${byteName(next)}`;
}

/** −8 −1 */
export function patternPlaces(offsets: readonly number[]): string {
  return inOrder(offsets)
    .map((i) => `${MINUS}${offsets[i]}`)
    .join(" ");
}

/** Skip pattern depth 4 of 8: offsets 1 8 20 3 (lags k 0 7 19 2), seen 3 times. */
export function depthSentence({
  offsets,
  active: { deepest, levels },
}: {
  readonly offsets: readonly number[];
  readonly active: ActiveJson;
}): string {
  const depth = `Skip pattern depth ${deepest} of ${offsets.length}`;
  if (deepest === 0) return `${depth}: this byte follows the one before it only here.`;
  const kept = offsets.slice(0, deepest);
  const lags = kept.map((d) => d - 1).join(" ");
  const times = levels[deepest - 1]?.patternCount ?? 0;
  return `${depth}: offsets ${kept.join(" ")} (lags k ${lags}), seen ${several(times, "time")}.`;
}

/** The largest offset first, as the bytes stand in the text. */
function inOrder(offsets: readonly number[]): number[] {
  return [...offsets.keys()].sort((a, b) => (offsets[b] ?? 0) - (offsets[a] ?? 0));
}

/** @param left columns aligned to the left: this one */
function table(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  style: Style,
  left = -1,
): string[] {
  const columns = titles.map((title, i) => ({
    title,
    align: i === left ? ("left" as const) : ("right" as const),
  }));
  const [head, ...lines] = tableLines(columns, rows);
  return [style.dim(head), ...lines];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
