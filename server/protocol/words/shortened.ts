// Shortens text from a file or a request so that a sentence can quote it: names, values and paths can be of any
// length. Not here: which characters may be shown, which depends on where the sentence goes.

/** Most characters quoted of a name or a value. */
const QUOTED = 80;
/** Most characters quoted of a path or an address, whose end says most. */
const QUOTED_PATH = 240;

/** The text itself, or its beginning and end if it is longer than `most`. */
export function shortened(text: string, most = QUOTED): string {
  if (text.length <= most) return text;
  const half = (most - 1) >> 1;
  // Never leave half a surrogate pair.
  const head = text.slice(0, half).replace(/[\ud800-\udbff]$/, "");
  const tail = text.slice(text.length - half).replace(/^[\udc00-\udfff]/, "");
  return `${head}…${tail}`;
}

/** The same for a path or the address of a document. */
export function shortPath(path: string): string {
  return shortened(path, QUOTED_PATH);
}
