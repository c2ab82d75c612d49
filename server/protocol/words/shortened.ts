// What stands in a file or a request, as a sentence may quote it: names, values and paths can be of any length.
// Not here: which characters may be shown, which depends on where the sentence goes.

/** Characters that a sentence quotes of a name or a value. */
const QUOTED = 80;
/** And of a path or an address, whose end says most. */
const QUOTED_PATH = 240;

/** The text itself, or its beginning and end where it is longer than a sentence may quote. */
export function shortened(text: string, most = QUOTED): string {
  if (text.length <= most) return text;
  const half = (most - 1) >> 1;
  // Half a surrogate pair would be no character.
  const head = text.slice(0, half).replace(/[\ud800-\udbff]$/, "");
  const tail = text.slice(text.length - half).replace(/^[\udc00-\udfff]/, "");
  return `${head}…${tail}`;
}

/** The same for a path or the address of a document. */
export function shortPath(path: string): string {
  return shortened(path, QUOTED_PATH);
}
