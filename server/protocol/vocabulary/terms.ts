// A closed set of names: what requests, settings and the command line accept, with what people read of each. Every set
// is one table, and types, schemas, menus, help and the manifest follow from it. No set is here, and no behaviour.

export interface Term {
  /** In menus. */
  readonly label: string;
  /** One sentence, with its full stop. */
  readonly sentence: string;
}

export type NameOf<T> = keyof T & string;

/** In the order of the table; the first is the default. */
export function namesOf<T extends object>(terms: T): [NameOf<T>, ...NameOf<T>[]] {
  return Object.keys(terms) as [NameOf<T>, ...NameOf<T>[]];
}

/** As the options of a menu: name and label. */
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

/** 'a whole number from 0 to 1000', 'a number of at least 0' */
export function limitsWords({ low, high, whole }: Limits): string {
  const kind = whole ? "a whole number" : "a number";
  return high === Infinity ? `${kind} of at least ${low}` : `${kind} from ${low} to ${high}`;
}

export function isWithinLimits(value: number, { low, high, whole }: Limits): boolean {
  return value >= low && value <= high && (!whole || Number.isSafeInteger(value));
}
