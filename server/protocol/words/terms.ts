// What is said of the names, limits and labels of the vocabulary, in the language of whoever reads it. Not here: the names and
// their English labels (protocol/vocabulary).
import { type Limits, type NameOf, namesOf, type Term } from "../vocabulary/terms";
import type { Method } from "../vocabulary/tracing";
import { l10n, language, translated } from "./l10n";

/** Languages whose nouns keep their capital inside a sentence. */
const CAPITALS = ["de"];

/** Name and label pairs, as the options of a menu. */
export function optionsOf<T extends Readonly<Record<string, Term>>>(
  terms: T,
): [NameOf<T>, string][] {
  return namesOf(terms).map((name) => [name, translated((terms[name] as Term).label)]);
}

/** 'a whole number from 0 to 1000' */
export function limitsWords({ low, high, whole }: Limits): string {
  return whole
    ? l10n`a whole number from ${low} to ${high}`
    : l10n`a number from ${low} to ${high}`;
}

/** A label inside a sentence: 'hidden size', but 'BPTT length'. */
export function inSentence(label: string): string {
  const own = translated(label);
  return /^[A-Z]{2}/.test(own) || CAPITALS.includes(language()) ? own : own.toLowerCase();
}

/** Why a threshold while tracing has no effect. */
export function notTracedBack(method: Method): string {
  return l10n`Only the gradient methods can be traced sparsely; this is ${method}.`;
}
