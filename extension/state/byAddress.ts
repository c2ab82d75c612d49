// Records kept by the address of a text, and how they change when the text moves to another address. addresses.ts sees
// which texts move. Pure.

export type ByAddress<T> = Readonly<Record<string, T>>;

/** Returns the record after a text has moved; the same object if the text is not in it. */
export type Follow = <T>(record: ByAddress<T>) => ByAddress<T>;

/** A file or folder was renamed; everything below it moves too. */
export function renamed(from: string, to: string): Follow {
  return (record) => {
    const below = `${from}/`;
    const moving = Object.entries(record).filter(([uri]) => uri === from || uri.startsWith(below));
    if (moving.length === 0) return record;
    const moved = moving.map(([uri, value]) => [`${to}${uri.slice(from.length)}`, value]);
    const old = new Set(moving.map(([uri]) => uri));
    const others = Object.entries(record).filter(([uri]) => !old.has(uri));
    return Object.fromEntries([...others, ...moved]);
  };
}

/** A text was saved to a file: what was known of the text now holds for the file, unless the file has its own entry. */
export function saved(from: string, to: string): Follow {
  return (record) => {
    const known = record[from];
    return known === undefined || to in record ? record : { ...record, [to]: known };
  };
}

export function forgotten(isForgotten: (uri: string) => boolean): Follow {
  return (record) => {
    const kept = Object.entries(record).filter(([uri]) => !isForgotten(uri));
    return kept.length === Object.keys(record).length ? record : Object.fromEntries(kept);
  };
}

/** Saving may trim white space and change line ends, so white space is ignored. */
export function isSameText(a: string, b: string): boolean {
  let [i, j] = [afterSpace(a, 0), afterSpace(b, 0)];
  const isBlank = i === a.length;
  while (i < a.length && j < b.length && a[i] === b[j]) {
    i = afterSpace(a, i + 1);
    j = afterSpace(b, j + 1);
  }
  return !isBlank && i === a.length && j === b.length;
}

function afterSpace(text: string, from: number): number {
  let i = from;
  while (i < text.length && /\s/.test(text.charAt(i))) i++;
  return i;
}
