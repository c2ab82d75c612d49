// Names one of several nets in a file by a single string: FILE#net=PREFIX. Any place that holds a model's path may
// hold such an address; it is split only where the file is read, shown or compared.

const MARK = "#net=";

export interface ModelAddress {
  readonly file: string;
  /** "" for the net without a prefix; undefined if the file holds one net. */
  readonly prefix?: string | undefined;
}

export function modelAddress(path: string): ModelAddress {
  const at = path.lastIndexOf(MARK);
  if (at < 0) return { file: path };
  return { file: path.slice(0, at), prefix: path.slice(at + MARK.length) };
}

export function addressOf(file: string, prefix: string): string {
  return `${file}${MARK}${prefix}`;
}
