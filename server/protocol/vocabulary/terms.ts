// Helpers for closed sets of names: what requests, settings and the command line accept, with the words people see.
// Each set is one table; types, schemas, menus, help and the manifest follow from it. No set is here, and no
// behaviour.

export interface Described {
  /** One sentence, with its full stop. */
  readonly sentence: string;
}

export interface Term extends Described {
  /** Shown in menus. */
  readonly label: string;
}

export type NameOf<T> = keyof T & string;

/** In the order of the table. */
export function namesOf<T extends object>(terms: T): [NameOf<T>, ...NameOf<T>[]] {
  return Object.keys(terms) as [NameOf<T>, ...NameOf<T>[]];
}

/** Name and label pairs, as the options of a menu. */
export function optionsOf<T extends Readonly<Record<string, Term>>>(
  terms: T,
): [NameOf<T>, string][] {
  return namesOf(terms).map((name) => [name, (terms[name] as Term).label]);
}

/** A number with low <= value <= high. */
export interface Limits {
  readonly low: number;
  readonly high: number;
  readonly whole: boolean;
}

/** 'a whole number from 0 to 1000' */
export function limitsWords({ low, high, whole }: Limits): string {
  return `a ${whole ? "whole " : ""}number from ${low} to ${high}`;
}

/** A label inside a sentence: 'hidden size', but 'BPTT length'. */
export function inSentence(label: string): string {
  return /^[A-Z]{2}/.test(label) ? label : label.toLowerCase();
}

export function isWithinLimits(value: number, { low, high, whole }: Limits): boolean {
  return value >= low && value <= high && (!whole || Number.isSafeInteger(value));
}
