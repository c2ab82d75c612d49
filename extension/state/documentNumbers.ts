// A number for each open text, in keys by which answers about it are remembered. Address and version are not enough: when a
// text is closed and opened again its versions start anew, and the same key would find answers about the old text. Pure.

const numbers = new WeakMap<object, number>();
let given = 0;

/** The same as long as the text stays open; another one after it was closed and opened again. */
export function documentNumber(document: object): number {
  const known = numbers.get(document);
  if (known !== undefined) return known;
  given++;
  numbers.set(document, given);
  return given;
}
