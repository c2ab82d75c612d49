// What is said of skip patterns in one sentence: the honest headline, the offsets, how deep a position's pattern goes; and what
// a pattern is called. The page with the tables is patternsPage.ts.
import type {
  ActiveJson,
  ExplainedCausalJson,
  ExplainedJson,
  PatternRowJson,
  PatternsJson,
} from "../wire/patternsJson";
import { byteName } from "./byteNames";
import { l10n } from "./l10n";
import { count, MINUS, percent, several } from "./numbers";

/** A set of lags drawn by lot holds as much in one case of this many, or more often: no more than chance. */
const BY_CHANCE = 0.05;

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
  const lags = l10n`The ${several(m, "greedy lag")}`;
  const by = methods[method];
  const gradient =
    !abs || !by || abs.lift === null
      ? nothingHeld(lags, m, positions)
      : l10n`${held(lags, m, by.setsWithAsMuch > BY_CHANCE)}: ${percent(abs.mean)} against ${percent(abs.chance)} (lift ${abs.lift.toFixed(2)}); of sets of ${several(m, "lag")} drawn by lot, ${percent(by.setsWithAsMuch)} hold as much.`;
  if (!causal) return gradient;
  return l10n`${gradient} Causally they matter ${comparison(causal.thanChance, l10n`random lags`)}, and ${comparison(causal.thanRecent, l10n`the last ${several(m, "byte")}`)}.`;
}

/** @param m how many lags they are */
function nothingHeld(lags: string, m: number, positions: number): string {
  const why =
    positions === 1
      ? l10n`the only position has no usable one`
      : l10n`none of the ${count(positions)} positions has a usable one`;
  return m === 1
    ? l10n`${lags} has no gradient to hold: ${why}.`
    : l10n`${lags} have no gradient to hold: ${why}.`;
}

function held(lags: string, m: number, isByChance: boolean): string {
  if (isByChance)
    return m === 1
      ? l10n`${lags} holds no more of the gradient than chance`
      : l10n`${lags} hold no more of the gradient than chance`;
  return m === 1
    ? l10n`${lags} holds more of the gradient than chance`
    : l10n`${lags} hold more of the gradient than chance`;
}

function comparison(more: ExplainedCausalJson["thanChance"], than: string): string {
  if (more === "both") return l10n`more than ${than}`;
  if (more === "neither") return l10n`no more than ${than}`;
  return more === "keep"
    ? l10n`more than ${than} only when kept alone`
    : l10n`more than ${than} only when taken out`;
}

export function offsetsSentence({ offsets, levels, maxOffset }: PatternsJson): string {
  const lags = offsets.map((d) => d - 1).join(" ");
  const certain = levels.find(({ bits }) => bits === 0);
  const after =
    certain && certain.k < levels.length
      ? l10n` From offset ${certain.offset} on every byte is certain, so the later ones are only the lowest that are left.`
      : "";
  return l10n`Chosen from the offsets 1 to ${maxOffset}, in this order: ${offsets.join(" ")}. In a trace these are the lags k = ${lags}.${after}`;
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
  const depth = l10n`Skip pattern depth ${deepest} of ${offsets.length}`;
  if (deepest === 0) return l10n`${depth}: this byte follows the one before it only here.`;
  const kept = offsets.slice(0, deepest);
  const lags = kept.map((d) => d - 1).join(" ");
  const times = levels[deepest - 1]?.patternCount ?? 0;
  return l10n`${depth}: offsets ${kept.join(" ")} (lags k ${lags}), seen ${several(times, "time")}.`;
}

/** What a list of patterns holds: all, or of more the most frequent. */
export function listedSentence(all: number, listed: number): string {
  const of = several(all, "skip pattern");
  return listed < all ? l10n`The ${count(listed)} most frequent of ${of}` : of;
}

/** The largest offset first, as the bytes stand in the text. */
function inOrder(offsets: readonly number[]): number[] {
  return [...offsets.keys()].sort((a, b) => (offsets[b] ?? 0) - (offsets[a] ?? 0));
}
