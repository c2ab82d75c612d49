// What is remembered by the address of a text, as one record: how it follows a text to another address. Which
// texts go where is seen elsewhere. Pure.

export type ByAddress<T> = Readonly<Record<string, T>>;

/** A record after a text went elsewhere; the same one where it knows nothing of that text. */
export type Follow = <T>(record: ByAddress<T>) => ByAddress<T>;

/** A file or a folder has another name: all that is below it goes along. */
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

/** A text has a file now: what was known of the text holds for the file, unless the file has its own. */
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

/** Saving may trim and end lines: a text is the same whatever was done to its white space. */
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
