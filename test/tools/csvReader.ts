// Reads comma-separated values by the grammar of RFC 4180, for tests; written from it alone. Lines that begin with '#' before
// the first record are the comment.

export interface ReadCsv {
  readonly comment: readonly string[];
  readonly records: readonly (readonly string[])[];
}

export function readCsv(text: string): ReadCsv {
  const comment: string[] = [];
  let at = 0;
  while (text[at] === "#") {
    const end = text.indexOf("\r\n", at);
    comment.push(text.slice(at + 1, end).trimStart());
    at = end + 2;
  }
  const records: string[][] = [];
  while (at < text.length) {
    const record: string[] = [];
    for (;;) {
      const [field, next] = text[at] === '"' ? quoted(text, at) : plain(text, at);
      record.push(field);
      at = next;
      if (text[at] !== ",") break;
      at++;
    }
    if (text.slice(at, at + 2) !== "\r\n") throw new Error(`no CR LF at ${at}`);
    at += 2;
    records.push(record);
  }
  return { comment, records };
}

function quoted(text: string, start: number): [string, number] {
  let field = "";
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] !== '"') field += text[at];
    else if (text[at + 1] === '"') field += text[++at];
    else return [field, at + 1];
  }
  throw new Error(`no end of the quotes at ${start}`);
}

function plain(text: string, start: number): [string, number] {
  let at = start;
  while (at < text.length && !",\r\n".includes(text[at] as string)) {
    if (text[at] === '"') throw new Error(`a quote inside a field at ${at}`);
    at++;
  }
  return [text.slice(start, at), at];
}
