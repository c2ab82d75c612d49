// Helpers for closed sets of names: what requests, settings and the command line accept, with the words people see.
// Each set is one table; types, schemas, menus, help and the manifest follow from it. No set is here, and no
// behaviour; what is said of a set is in words/terms.ts.

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

/** A number with low <= value <= high. */
export interface Limits {
  readonly low: number;
  readonly high: number;
  readonly whole: boolean;
}

export function isWithinLimits(value: number, { low, high, whole }: Limits): boolean {
  return value >= low && value <= high && (!whole || Number.isSafeInteger(value));
}
