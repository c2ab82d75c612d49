// How one of several nets in a file is named in a single string: FILE#net=PREFIX. Everything that holds a model's path
// may hold such an address; only where the file is read, shown or compared is it taken apart.

const MARK = "#net=";

export interface ModelAddress {
  readonly file: string;
  /** "" for the net without a prefix; undefined where the file holds one net. */
  readonly prefix?: string;
}

export function modelAddress(path: string): ModelAddress {
  const at = path.lastIndexOf(MARK);
  if (at < 0) return { file: path };
  return { file: path.slice(0, at), prefix: path.slice(at + MARK.length) };
}

export function addressOf(file: string, prefix: string): string {
  return `${file}${MARK}${prefix}`;
}
